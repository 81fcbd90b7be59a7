package dev.drawbridge.api.decision;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;

/** A written permission to break one policy for a while. */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Exemption(
    String name,
    String policyId,
    String owner,
    String approver,
    String ticket,
    @JsonFormat(shape = JsonFormat.Shape.STRING) Instant expiresAt,
    ExemptionScope scope) {}
