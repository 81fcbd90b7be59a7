@NullMarked
package dev.drawbridge.audit.verify;

import org.jspecify.annotations.NullMarked;
