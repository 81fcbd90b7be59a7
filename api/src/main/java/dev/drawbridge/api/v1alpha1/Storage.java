package dev.drawbridge.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Quantity;
import org.jspecify.annotations.Nullable;

/** A volume of its own for every replica. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Storage(
    @JsonPropertyDescription(
            "Size of the volume, a Kubernetes quantity of at least 1Mi, such as 40Gi.")
        @Required
        @ValidationRule(value = Rules.QUANTITY, message = Rules.QUANTITY_MESSAGE)
        @ValidationRule(value = Rules.BYTES, message = Rules.BYTES_MESSAGE)
        Quantity size,
    @JsonPropertyDescription(
            "Name of the StorageClass, a DNS name of at most 253 characters. Left out: the default "
                + "class of the cluster. Policy may demand one that encrypts.")
        @Size(max = 253)
        @ValidationRule(
            value = Rules.DNS_SUBDOMAIN,
            message =
                "must be the name of a StorageClass, such as fast-luks; kubectl get storageclass "
                    + "lists them; leave it out for the default of the cluster")
        @Nullable String storageClassName) {}
