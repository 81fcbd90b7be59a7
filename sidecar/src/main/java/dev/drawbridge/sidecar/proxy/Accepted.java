package dev.drawbridge.sidecar.proxy;

import dev.drawbridge.sidecar.authorisation.Ticket;
import dev.drawbridge.sidecar.protocol.Operation;
import dev.drawbridge.sidecar.record.RequestRecord;
import io.netty.handler.codec.http.HttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * A request whose first record is durable.
 *
 * @param body null if it comes as it comes
 * @param index of that record; -1 if the class lets it go on without one
 * @param strict whether the end has to be on disk before the last byte goes out
 */
record Accepted(
    HttpRequest head,
    @Nullable WholeBody body,
    RequestRecord record,
    Operation operation,
    long index,
    boolean strict,
    Ticket permit) {}
