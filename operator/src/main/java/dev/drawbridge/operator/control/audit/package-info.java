/**
 * Every request passes the door and is recorded: the door's configuration, certificates and keys,
 * and what is seen of the logs.
 */
@NullMarked
package dev.drawbridge.operator.control.audit;

import org.jspecify.annotations.NullMarked;
