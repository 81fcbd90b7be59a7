package dev.drawbridge.sidecar.export;

/**
 * Which configuration is in force, and whether the right keys are.
 *
 * @param digest {@code sha256:} and 64 hex digits, of the file in force
 * @param valid whether the file that is there now is the one in force
 * @param problem what is wrong with the file that is there; empty if nothing is
 * @param keyProblem why the keys in use are not those that should be; empty if they are
 */
public record ConfigReport(String digest, boolean valid, String problem, String keyProblem) {}
