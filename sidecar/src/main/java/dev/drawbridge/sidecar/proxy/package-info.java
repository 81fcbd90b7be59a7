/**
 * The way of a request: in at the door, past the gate, onto the record, to the model, and back.
 * Everything of one connection happens on one event loop.
 */
@NullMarked
package dev.drawbridge.sidecar.proxy;

import org.jspecify.annotations.NullMarked;
