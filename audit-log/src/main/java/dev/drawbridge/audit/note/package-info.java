/**
 * C2SP's signed notes, checkpoints, cosignatures and proofs, unchanged, so that tools of others
 * check them: signed-note, tlog-checkpoint, tlog-cosignature and tlog-proof.
 */
@NullMarked
package dev.drawbridge.audit.note;

import org.jspecify.annotations.NullMarked;
