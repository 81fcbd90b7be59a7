@NullMarked
package dev.drawbridge.audit.export;

import org.jspecify.annotations.NullMarked;
