package dev.drawbridge.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** How a consumer reaches the model. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record EndpointStatus(
    @JsonPropertyDescription("Address within the cluster; https, with a client certificate.")
        @Nullable String url,
    @JsonPropertyDescription(
            "Who the server's certificate says it is: a SPIFFE ID, beside the name in url.")
        @Nullable String serverIdentity,
    @JsonPropertyDescription(
            "Where a consumer's certificate (tls.crt), its key (tls.key) and the authority that the "
                + "server's certificate is checked against (ca.crt) are.")
        @Nullable String credentials) {}
