@NullMarked
package dev.drawbridge.operator.collector;

import org.jspecify.annotations.NullMarked;
