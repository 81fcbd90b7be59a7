@NullMarked
package dev.drawbridge.audit.publish;

import org.jspecify.annotations.NullMarked;
