package dev.drawbridge.operator.collector;

import dev.drawbridge.audit.note.WitnessSigner;
import dev.drawbridge.audit.witness.WitnessMemory;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * How the collector cosigns.
 *
 * @param memory a new one for each log, which goes with it
 * @param every at least between two cosignatures of one log that grows
 */
record Cosigning(WitnessSigner signer, Supplier<WitnessMemory> memory, Duration every) {}
