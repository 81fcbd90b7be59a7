@NullMarked
package dev.drawbridge.audit.witness;

import org.jspecify.annotations.NullMarked;
