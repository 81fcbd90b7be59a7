package dev.drawbridge.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** Who may call models of a class. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Network(
    @JsonPropertyDescription(
            "Labels that the namespace of every consumer must carry. Left out: no restriction. "
                + "Present but empty ({}): every namespace that exists.")
        @Nullable NamespaceSelector consumerNamespaces) {

  /** What applies when a class says nothing. */
  static final Network UNRESTRICTED = new Network(null);
}
