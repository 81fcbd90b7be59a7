/** What consumers may ask for: one explicit list of endpoints for each protocol. */
@NullMarked
package dev.drawbridge.sidecar.protocol;

import org.jspecify.annotations.NullMarked;
