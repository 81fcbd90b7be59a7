@NullMarked
package dev.drawbridge.audit.segment;

import org.jspecify.annotations.NullMarked;
