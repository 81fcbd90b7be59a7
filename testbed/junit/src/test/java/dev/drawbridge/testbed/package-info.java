@NullMarked
package dev.drawbridge.testbed;

import org.jspecify.annotations.NullMarked;
