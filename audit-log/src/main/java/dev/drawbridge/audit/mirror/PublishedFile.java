package dev.drawbridge.audit.mirror;

/**
 * A file that may be fetched.
 *
 * @param name in the log's folder, with slashes
 * @param bytes that may be fetched; of a segment that is being written, fewer than the file has
 */
public record PublishedFile(String name, long bytes) {}
