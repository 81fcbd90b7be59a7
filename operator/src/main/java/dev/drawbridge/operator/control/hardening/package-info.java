/** What a pod may do on its node. */
@NullMarked
package dev.drawbridge.operator.control.hardening;

import org.jspecify.annotations.NullMarked;
