/**
 * Looks into bodies as they pass, beside the stream: what a record needs to know, in bounded
 * memory.
 */
@NullMarked
package dev.drawbridge.sidecar.inspection;

import org.jspecify.annotations.NullMarked;
