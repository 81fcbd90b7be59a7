/**
 * Fetches the logs of all serving pods, keeps copies of them, and is their witness. On the leader
 * alone. What it says of a log rests on the log's key, which the operator made, and on what the
 * witness remembers; on nothing that a pod says of itself.
 */
@NullMarked
package dev.drawbridge.operator.collector;

import org.jspecify.annotations.NullMarked;
