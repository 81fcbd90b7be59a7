/**
 * As much of HTTP/1.1 as two sides need that trust each other, and no more: it must cost little.
 */
@NullMarked
package dev.drawbridge.bench.http;

import org.jspecify.annotations.NullMarked;
