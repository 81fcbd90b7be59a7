package dev.drawbridge.sidecar.export;

/**
 * Which configuration is in force.
 *
 * @param digest {@code sha256:} and 64 hex digits, of the file in force
 * @param valid whether the file that is there now is the one in force
 * @param problem what is wrong with the file that is there; empty if nothing is
 */
public record ConfigReport(String digest, boolean valid, String problem) {}
