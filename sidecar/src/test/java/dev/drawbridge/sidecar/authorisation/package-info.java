@NullMarked
package dev.drawbridge.sidecar.authorisation;

import org.jspecify.annotations.NullMarked;
