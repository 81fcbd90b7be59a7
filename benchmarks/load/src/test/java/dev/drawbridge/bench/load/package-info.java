@NullMarked
package dev.drawbridge.bench.load;

import org.jspecify.annotations.NullMarked;
