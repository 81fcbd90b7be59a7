package dev.drawbridge.operator.collector;

import dev.drawbridge.audit.note.WitnessSigner;
import dev.drawbridge.audit.witness.WitnessMemory;
import java.time.Duration;

/**
 * How the collector cosigns.
 *
 * @param every at least between two cosignatures of one log that grows
 */
record Cosigning(WitnessSigner signer, WitnessMemory memory, Duration every) {}
