package dev.drawbridge.sidecar.proxy;

import dev.drawbridge.sidecar.authorisation.Ticket;
import dev.drawbridge.sidecar.protocol.Operation;
import dev.drawbridge.sidecar.record.RequestRecord;
import io.netty.handler.codec.http.HttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * A request that may go on.
 *
 * @param body null if it comes as it comes
 * @param first its first record, which is durable unless the class lets it go on without one
 * @param strict whether the end has to be on disk before the last byte goes out
 */
record Accepted(
    HttpRequest head,
    @Nullable WholeBody body,
    RequestRecord record,
    Operation operation,
    FirstRecord first,
    boolean strict,
    Ticket permit) {}
