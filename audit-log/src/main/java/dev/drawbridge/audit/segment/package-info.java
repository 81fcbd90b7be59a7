/**
 * Segments: files of frames, each sealed with a key of its own. What stands in the clear is what an
 * auditor needs who holds no key; docs/audit-log-format.md describes every byte.
 */
@NullMarked
package dev.drawbridge.audit.segment;

import org.jspecify.annotations.NullMarked;
