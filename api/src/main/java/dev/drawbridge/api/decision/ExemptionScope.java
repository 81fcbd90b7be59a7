package dev.drawbridge.api.decision;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/** What an exemption covers; null stands for all. */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record ExemptionScope(@Nullable String namespace, @Nullable String name) {}
