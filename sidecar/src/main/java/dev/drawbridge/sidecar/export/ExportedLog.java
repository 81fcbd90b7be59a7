package dev.drawbridge.sidecar.export;

import dev.drawbridge.audit.note.VerifierKey;
import dev.drawbridge.audit.store.Storage;
import dev.drawbridge.audit.writer.LogStatus;
import java.util.function.Supplier;

/**
 * A log that is being written, as the collector sees it.
 *
 * @param folder the log's folder; read only, and by several threads
 * @param key that its checkpoints are signed with; its name is the origin
 * @param status how the log is
 * @param config by which configuration the sidecar goes
 */
public record ExportedLog(
    Storage folder, VerifierKey key, Supplier<LogStatus> status, Supplier<ConfigReport> config) {}
