package dev.drawbridge.api.decision;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/** Where the change came from, when a GitOps tool brought it. */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record GitopsFact(
    FactState state,
    @Nullable String application,
    @Nullable String repo,
    @Nullable String revision,
    @Nullable String signer) {}
