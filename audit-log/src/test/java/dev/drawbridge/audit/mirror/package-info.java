@NullMarked
package dev.drawbridge.audit.mirror;

import org.jspecify.annotations.NullMarked;
