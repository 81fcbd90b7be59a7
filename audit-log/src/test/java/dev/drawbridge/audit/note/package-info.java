@NullMarked
package dev.drawbridge.audit.note;

import org.jspecify.annotations.NullMarked;
