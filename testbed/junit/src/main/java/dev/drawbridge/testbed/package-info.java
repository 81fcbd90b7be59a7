/**
 * The testbed for JUnit: a test class marked {@link dev.drawbridge.testbed.OnTestbed} gets a client
 * of a real API server, a namespace of its own and the {@link dev.drawbridge.testbed.Testbed}
 * itself.
 *
 * <p>The test JVM has to run inside the testbed's network, with its environment variables: let the
 * build start it by {@code testbed/jvm/bin/java}, or start the build or the IDE by {@code
 * testbed/testbed run --}.
 */
@NullMarked
package dev.drawbridge.testbed;

import org.jspecify.annotations.NullMarked;
