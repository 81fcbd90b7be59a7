@NullMarked
package dev.drawbridge.bench.http;

import org.jspecify.annotations.NullMarked;
