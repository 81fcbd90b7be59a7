/**
 * The way of the log out of the pod. It is fetched, so that a serving pod needs no way out; by one
 * collector and nobody else; and of the log's folder it shows what a checkpoint covers.
 */
@NullMarked
package dev.drawbridge.sidecar.export;

import org.jspecify.annotations.NullMarked;
