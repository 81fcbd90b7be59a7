package dev.drawbridge.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Where a model comes from. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record ModelSource(
    @JsonPropertyDescription(
            "OCI artifact that holds the model: oci://HOST[:PORT]/REPOSITORY[:TAG], at most 512 "
                + "characters. No other scheme is honoured.")
        @Required
        @Size(max = 512)
        @ValidationRule(
            value = "self.startsWith('oci://')",
            message =
                "only oci:// is honoured in this version: package the model as an OCI artifact, "
                    + "push it to a registry that your nodes reach, and write oci://HOST/REPOSITORY:TAG; "
                    + "s3://, gs://, az://, hf://, pvc:// and https:// are refused, since their bytes "
                    + "could not be pinned by digest",
            reason = Rules.FORBIDDEN)
        @ValidationRule(
            value = "!self.contains('@')",
            message =
                "a digest does not belong in the uri: cut it off from '@' on and write it as "
                    + "spec.model.source.digest",
            reason = Rules.FORBIDDEN)
        @ValidationRule(
            value = Rules.OCI_URI,
            message =
                "must be oci://HOST[:PORT]/REPOSITORY[:TAG], where HOST has a dot or a port and "
                    + "the repository is in lower case, such as "
                    + "oci://registry.example.com/models/mistral-7b:2026-10-01")
        String uri,
    @JsonPropertyDescription(
            "Digest of the artifact, sha256: and 64 lower-case hexadecimal digits. Pods get "
                + "exactly these bytes. Left out: whatever the tag means at the moment; policy may "
                + "refuse that.")
        @Size(max = 256)
        @ValidationRule(value = Rules.DIGEST, message = Rules.DIGEST_MESSAGE)
        @Nullable String digest) {}
