/** The file layer: everything the log asks of a disk, small enough to be replaced by a bad one. */
@NullMarked
package dev.drawbridge.audit.store;

import org.jspecify.annotations.NullMarked;
