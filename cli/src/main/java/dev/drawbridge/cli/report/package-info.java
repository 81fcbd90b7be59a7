/** What was found, for people and for programs. Pure: from a result to text. */
@NullMarked
package dev.drawbridge.cli.report;

import org.jspecify.annotations.NullMarked;
