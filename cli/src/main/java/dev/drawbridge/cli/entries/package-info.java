/** Single entries: which are asked for, and how they are written down. */
@NullMarked
package dev.drawbridge.cli.entries;

import org.jspecify.annotations.NullMarked;
