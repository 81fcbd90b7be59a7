@NullMarked
package dev.drawbridge.audit.tree;

import org.jspecify.annotations.NullMarked;
