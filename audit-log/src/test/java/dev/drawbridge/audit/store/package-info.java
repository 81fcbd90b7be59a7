@NullMarked
package dev.drawbridge.audit.store;

import org.jspecify.annotations.NullMarked;
