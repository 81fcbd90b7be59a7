/** The testbed for JUnit 5. */
@NullMarked
package dev.drawbridge.testbed;

import org.jspecify.annotations.NullMarked;
