package dev.drawbridge.audit.writer;

import dev.drawbridge.audit.note.LogSigner;
import dev.drawbridge.audit.segment.KeyEncryptionKey;

/**
 * The keys of a log. Those of the keyed hashes are not among them: the log must not be able to try
 * values out.
 *
 * @param signer signs checkpoints
 * @param kek wraps the segments' keys
 */
public record LogKeys(LogSigner signer, KeyEncryptionKey kek) {}
