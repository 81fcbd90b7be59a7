package dev.drawbridge.operator.harness;

import static org.awaitility.Awaitility.await;

import dev.drawbridge.operator.control.isolation.OperatorRights;
import dev.drawbridge.testbed.Testbed;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the chart gives the operator in a cluster: its ServiceAccount, its rights, and the policies
 * that bound them. The operators of the tests have no other rights, so what a role lacks fails here
 * and not at a user's.
 */
public final class Installation {

  public static final String NAMESPACE = "drawbridge-system";
  public static final String SERVICE_ACCOUNT = "drawbridge-operator";

  /** As the API server calls it. */
  public static final String USER =
      "system:serviceaccount:%s:%s".formatted(NAMESPACE, SERVICE_ACCOUNT);

  public static final OperatorRights RIGHTS =
      new OperatorRights("drawbridge-serving", NAMESPACE, SERVICE_ACCOUNT);

  /** What of the chart an operator needs that runs as a process. */
  private static final List<String> OWN =
      List.of("operator/rights.yaml", "operator/bounds.yaml", "operator/log-key.yaml");

  /** The same of what says its namespace itself. */
  private static final List<String> IDENTITIES =
      List.of("identities/authority.yaml", "identities/guard.yaml");

  /** The policy's name. */
  private static final String BOUNDS = "drawbridge-operator-bounds";

  /** cert-manager is a process here, with a user of its own. */
  public static final String CERT_MANAGER = "certificates.certManagerUser=cert-manager";

  private static final Duration TOKEN_LIFETIME = Duration.ofHours(6);

  private static boolean begun;

  private static synchronized void begin(Testbed testbed) {
    if (!begun) {
      begun = true;
      Audited.from(testbed);
    }
  }

  /** Brings it in; can be repeated. */
  public static void of(Testbed testbed) {
    begin(testbed);
    KubernetesClient client = testbed.client();
    client
        .resource(
            new NamespaceBuilder().withNewMetadata().withName(NAMESPACE).endMetadata().build())
        .fieldManager("test")
        .forceConflicts()
        .serverSideApply();
    apply(testbed, OWN, "--namespace=" + NAMESPACE);
    apply(testbed, IDENTITIES);
    awaitBounds(testbed);
  }

  /** The API server goes by a new policy only after a moment. */
  private static void awaitBounds(Testbed testbed) {
    Config operator =
        new ConfigBuilder(Config.fromKubeconfig(testbed.kubeconfig().toFile()))
            .withImpersonateUsername(USER)
            .build();
    ConfigMap outOfBounds =
        new ConfigMapBuilder()
            .withNewMetadata()
            .withNamespace(NAMESPACE)
            .withName("not-of-the-operator")
            .endMetadata()
            .build();
    try (KubernetesClient client = new KubernetesClientBuilder().withConfig(operator).build()) {
      await("the policy that bounds the operator is in force")
          .until(() -> isRefused(client.resource(outOfBounds)));
    }
  }

  private static boolean isRefused(Resource<ConfigMap> attempt) {
    try {
      attempt.dryRun().create();
      return false;
    } catch (KubernetesClientException e) {
      return String.valueOf(e.getMessage()).contains(BOUNDS);
    }
  }

  private static void apply(Testbed testbed, List<String> parts, String... options) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "apply",
                "--server-side",
                "--force-conflicts",
                "--field-manager=test",
                "--filename=-"));
    arguments.addAll(List.of(options));
    String rendered = Chart.in(testbed).namespace(NAMESPACE).show(parts).set(CERT_MANAGER).render();
    testbed.kubectlWithInput(rendered, arguments.toArray(String[]::new)).orThrow();
  }

  /** A token of the operator, as the kubelet would give it. */
  public static String token(KubernetesClient client) {
    return client
        .serviceAccounts()
        .inNamespace(NAMESPACE)
        .withName(SERVICE_ACCOUNT)
        .tokenRequest(
            new TokenRequestBuilder()
                .withNewSpec()
                .withExpirationSeconds(TOKEN_LIFETIME.toSeconds())
                .endSpec()
                .build())
        .getStatus()
        .getToken();
  }

  /** The way to the API server as the operator and nobody else. */
  public static Config config(Testbed testbed) {
    Config admin = Config.fromKubeconfig(testbed.kubeconfig().toFile());
    return new ConfigBuilder(Config.empty())
        .withMasterUrl(admin.getMasterUrl())
        .withCaCertFile(admin.getCaCertFile())
        .withCaCertData(admin.getCaCertData())
        .withOauthToken(token(testbed.client()))
        .build();
  }

  /** The same as a file, for a process. */
  public static Path kubeconfig(Testbed testbed, Path target) {
    Config config = config(testbed);
    var cluster = new TreeMap<String, Object>();
    cluster.put("server", config.getMasterUrl());
    if (config.getCaCertData() == null) {
      cluster.put("certificate-authority", config.getCaCertFile());
    } else {
      cluster.put("certificate-authority-data", config.getCaCertData());
    }
    var file =
        Map.of(
            "apiVersion",
            "v1",
            "kind",
            "Config",
            "current-context",
            "operator",
            "clusters",
            List.of(Map.of("name", "testbed", "cluster", cluster)),
            "users",
            List.of(Map.of("name", "operator", "user", Map.of("token", config.getOauthToken()))),
            "contexts",
            List.of(
                Map.of(
                    "name",
                    "operator",
                    "context",
                    Map.of("cluster", "testbed", "user", "operator"))));
    try {
      return Files.writeString(target, Serialization.asYaml(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Installation() {}
}
