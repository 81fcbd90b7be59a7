@NullMarked
package dev.drawbridge.audit.record;

import org.jspecify.annotations.NullMarked;
