/**
 * What is recorded: events, their fields, and their canonical form (RFC 8785). Nothing here knows
 * of files, keys or threads.
 */
@NullMarked
package dev.drawbridge.audit.record;

import org.jspecify.annotations.NullMarked;
