@NullMarked
package dev.drawbridge.tls;

import org.jspecify.annotations.NullMarked;
