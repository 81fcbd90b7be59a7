/** Makes certificates for tests; the JDK only reads them. */
@NullMarked
package dev.drawbridge.testbed.authority;

import org.jspecify.annotations.NullMarked;
