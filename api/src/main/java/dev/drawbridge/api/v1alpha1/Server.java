package dev.drawbridge.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The model server and what it may use.
 *
 * <p>The operator puts its own arguments and variables first, and with most servers the last one
 * wins. So those that move a server off loopback are refused in every spelling the server takes:
 * underscores for hyphens, unambiguous beginnings of a flag, and names in lower case.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
    value =
        """
        !(self.runtime in ['vLLM', 'LlamaCpp'])
            || !has(self.args)
            || !self.args.exists(a, a.startsWith('--')
                && ['--host', '--port', '--uds'].exists(f, f.startsWith(a.split('=', 2)[0].replace('_', '-'))))""",
    message =
        "--host, --port and --uds, also abbreviated, say where the server listens, and the "
            + "operator binds it to loopback: remove them from args, and set spec.server.port to use "
            + "another port",
    fieldPath = ".args",
    reason = Rules.FORBIDDEN)
@ValidationRule(
    value =
        """
        !(self.runtime in ['Triton'])
            || !has(self.args)
            || !self.args.exists(a, a.startsWith('--')
                && ['--http-address', '--http-port', '--grpc-address', '--grpc-port',
                    '--metrics-address'].exists(f, f.startsWith(a.split('=', 2)[0].replace('_', '-'))))""",
    message =
        "--http-address, --http-port, --grpc-address, --grpc-port and --metrics-address, also "
            + "abbreviated, say where the server listens, and the operator binds it to loopback: "
            + "remove them from args, and set spec.server.port to use another port",
    fieldPath = ".args",
    reason = Rules.FORBIDDEN)
@ValidationRule(
    value =
        """
        !(self.runtime in ['OpenVINO'])
            || !has(self.args)
            || !self.args.exists(a, a.startsWith('--')
                && ['--rest-bind-address', '--rest-port', '--grpc-bind-address', '--port'].exists(f, f.startsWith(a.split('=', 2)[0].replace('_', '-'))))""",
    message =
        "--rest_bind_address, --rest_port, --grpc_bind_address and --port say where the server "
            + "listens, and the operator binds it to loopback: remove them from args, and set "
            + "spec.server.port to use another port",
    fieldPath = ".args",
    reason = Rules.FORBIDDEN)
@ValidationRule(
    value =
        """
        self.runtime != 'Ollama'
            || !has(self.env)
            || !self.env.exists(e, e.name in ['OLLAMA_HOST'])""",
    message =
        "OLLAMA_HOST says where an Ollama server listens, and the operator binds it to "
            + "loopback: remove it from env, and set spec.server.port to use another port",
    fieldPath = ".env",
    reason = Rules.FORBIDDEN)
@ValidationRule(
    value =
        """
        self.runtime != 'MLServer'
            || !has(self.env)
            || !self.env.exists(e, e.name.upperAscii() in
                ['MLSERVER_HOST', 'MLSERVER_HTTP_PORT', 'MLSERVER_GRPC_PORT'])""",
    message =
        "MLSERVER_HOST, MLSERVER_HTTP_PORT and MLSERVER_GRPC_PORT say where an MLServer server "
            + "listens, and the operator binds it to loopback: remove them from env, and set "
            + "spec.server.port to use another port",
    fieldPath = ".env",
    reason = Rules.FORBIDDEN)
@ValidationRule(
    value =
        """
        self.runtime != 'LlamaCpp'
            || !has(self.env)
            || !self.env.exists(e, e.name in ['LLAMA_ARG_HOST', 'LLAMA_ARG_PORT'])""",
    message =
        "LLAMA_ARG_HOST and LLAMA_ARG_PORT say where a LlamaCpp server listens, and the "
            + "operator binds it to loopback: remove them from env, and set spec.server.port to use "
            + "another port",
    fieldPath = ".env",
    reason = Rules.FORBIDDEN)
@ValidationRule(
    value =
        """
        self.runtime != 'Custom'
            || !has(self.env)
            || !self.env.exists(e, e.name in ['HOST', 'PORT'])""",
    message =
        "HOST and PORT say where a Custom server listens, and the operator binds it to "
            + "loopback: remove them from env, and set spec.server.port to use another port",
    fieldPath = ".env",
    reason = Rules.FORBIDDEN)
@ValidationRule(
    value =
        """
        !has(self.protocol)
            || (self.runtime in ['vLLM', 'LlamaCpp', 'Ollama'] ? self.protocol == 'OpenAI'
                : self.runtime in ['Triton', 'OpenVINO', 'MLServer'] ? self.protocol in ['OpenInference', 'GRPC']
                : true)""",
    message =
        "the door lets through what belongs to the protocol and nothing else, so it must be one that "
            + "the runtime speaks: OpenAI for vLLM, LlamaCpp and Ollama; OpenInference or GRPC for Triton, "
            + "OpenVINO and MLServer; any for Custom. Correct it, or leave it out",
    fieldPath = ".protocol",
    reason = Rules.FORBIDDEN)
public record Server(
    @JsonPropertyDescription(
            "Kind of model server; decides how it is bound to loopback and probed. Cannot be "
                + "changed: it is part of the serving identity.")
        @Required
        @ValidationRule(
            value = "self == oldSelf",
            message =
                "cannot be changed, since callers and records are bound to the kind of server: "
                    + "create a ModelDeployment of another name with it, move the consumers over, and "
                    + "delete this one",
            reason = Rules.FORBIDDEN)
        ServerRuntime runtime,
    @JsonPropertyDescription(
            "Container image of the model server, [HOST[:PORT]/]REPOSITORY[:TAG][@sha256:DIGEST], "
                + "at most 512 characters. Policy may demand the digest.")
        @Required
        @Size(max = 512)
        @ValidationRule(
            value = "!self.contains('://')",
            message =
                "an image reference has no scheme: remove everything up to and including '://'")
        @ValidationRule(
            value = Rules.IMAGE,
            message =
                "must be an image reference, [HOST[:PORT]/]REPOSITORY[:TAG][@sha256:DIGEST] with a "
                    + "lower-case repository, such as registry.example.com/vllm:0.9@sha256:...")
        String image,
    @JsonPropertyDescription(
            "What consumers speak with the model: OpenAI, OpenInference (REST), GRPC (Open Inference) "
                + "or HTTP (anything else). The door knows no other requests than those of the protocol. "
                + "Left out: OpenAI for vLLM, LlamaCpp and Ollama; OpenInference for Triton, OpenVINO and "
                + "MLServer; HTTP for Custom.")
        @Nullable ServerProtocol protocol,
    @JsonPropertyDescription(
            "Port on loopback where the model server listens, 1024 to 65535 except 8443 to "
                + "8447, which belong to the door. Default 8000.")
        @Default("8000")
        @Min(1024)
        @Max(65535)
        @ValidationRule(
            value = "self < 8443 || self > 8447",
            message =
                "8443 to 8447 belong to the door, the only way into the pod: use another port, such as "
                    + "the default 8000",
            reason = Rules.FORBIDDEN)
        int port,
    @JsonPropertyDescription(
            "Arguments for the model server, at most 64 of at most 4096 characters. Those that say "
                + "where to listen are set by the operator and refused here.")
        @Size(max = 64)
        List<@Size(max = 4096) String> args,
    @JsonPropertyDescription(
            "Environment variables of the model server, at most 64, each name once. Those that say "
                + "where to listen are set by the operator and refused here.")
        @Size(max = 64)
        List<EnvironmentVariable> env,
    @JsonPropertyDescription("What each replica asks for and may use at most.") @Required
        Resources resources) {

  public Server {
    args = Absent.toEmpty(args);
    env = Absent.toEmpty(env);
    port = port == 0 ? 8000 : port;
  }

  /** The protocol, also where it is left out: that of the runtime. */
  public ServerProtocol effectiveProtocol() {
    return protocol == null ? ServerProtocol.of(runtime) : protocol;
  }
}
