/**
 * Puts what was fetched into a folder: logs, which may only grow; public keys, which may not
 * change; notes of the witness, of which none is thrown away.
 */
@NullMarked
package dev.drawbridge.cli.fetch;

import org.jspecify.annotations.NullMarked;
