/**
 * Copies of logs elsewhere. One end shows of a log what a checkpoint covers; the other keeps a copy
 * that is checked as it grows, and is worth what a checkpoint has confirmed of it. How the bytes
 * get from the one to the other is not known here.
 */
@NullMarked
package dev.drawbridge.audit.mirror;

import org.jspecify.annotations.NullMarked;
