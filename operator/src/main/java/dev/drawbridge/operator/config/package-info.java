/** Puts the parts together: settings, and what the framework needs to know. */
@NullMarked
package dev.drawbridge.operator.config;

import org.jspecify.annotations.NullMarked;
