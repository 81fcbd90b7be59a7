/** Measures; run by benchmarks/audit-log, not by tests. */
@NullMarked
package dev.drawbridge.audit.bench;

import org.jspecify.annotations.NullMarked;
