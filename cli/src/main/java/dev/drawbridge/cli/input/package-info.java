/** What commands are given: folders of logs, keys, notes of witnesses. */
@NullMarked
package dev.drawbridge.cli.input;

import org.jspecify.annotations.NullMarked;
