package dev.drawbridge.audit.verify;

/**
 * How long a key-encryption key was in use in a log.
 *
 * @param kid its id
 * @param firstMicros when the first segment was begun whose key it wraps, microseconds since 1970
 * @param lastMicros time of the last entry in such a segment
 */
public record KeyUse(String kid, long firstMicros, long lastMicros) {}
