/** What only real pods can show, on the testbed's real node; {@code mvn verify -Dnode}. */
@NullMarked
package dev.drawbridge.operator.node;

import org.jspecify.annotations.NullMarked;
