@NullMarked
package dev.drawbridge.audit.writer;

import org.jspecify.annotations.NullMarked;
