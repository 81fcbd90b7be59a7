package dev.drawbridge.api.decision;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * One image.
 *
 * @param ref as the ModelDeployment gives it
 * @param digest {@code sha256:...}; null when the reference is not pinned
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record ImageFact(ImageRole role, String ref, @Nullable String digest) {}
