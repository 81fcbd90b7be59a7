/** What is put on record of each request, and when it was refused to be. */
@NullMarked
package dev.drawbridge.sidecar.record;

import org.jspecify.annotations.NullMarked;
