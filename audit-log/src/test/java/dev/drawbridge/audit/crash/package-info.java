@NullMarked
package dev.drawbridge.audit.crash;

import org.jspecify.annotations.NullMarked;
