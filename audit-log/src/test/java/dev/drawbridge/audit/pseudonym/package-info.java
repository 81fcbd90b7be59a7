@NullMarked
package dev.drawbridge.audit.pseudonym;

import org.jspecify.annotations.NullMarked;
