@NullMarked
package dev.drawbridge.cli.fetch;

import org.jspecify.annotations.NullMarked;
