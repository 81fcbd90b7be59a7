package dev.drawbridge.operator.collector;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How logs are collected.
 *
 * @param directory of the copies
 * @param quotaBytes that the copies may take together
 * @param certificates folder with {@code tls.crt}, {@code tls.key} and {@code ca.crt} of the
 *     collector
 * @param witness folder with the witness's key, mounted; empty before there is one
 * @param namespace the operator's own, where the witness keeps its memory
 * @param trustDomain of the doors' identities
 * @param witnessName of its key; used once, when the key is made
 * @param cosignEvery at least between two cosignatures of one log that grows
 * @param port of every door where its log is
 */
public record CollectorOptions(
    Path directory,
    long quotaBytes,
    Path certificates,
    Path witness,
    String namespace,
    String trustDomain,
    String witnessName,
    Duration cosignEvery,
    int port) {}
