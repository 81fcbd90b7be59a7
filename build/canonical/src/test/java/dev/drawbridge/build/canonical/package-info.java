/** Tests of the canonical form. */
@NullMarked
package dev.drawbridge.build.canonical;

import org.jspecify.annotations.NullMarked;
