/** What a log gives to others: tiles in C2SP's layout, and proofs of single entries. */
@NullMarked
package dev.drawbridge.audit.publish;

import org.jspecify.annotations.NullMarked;
