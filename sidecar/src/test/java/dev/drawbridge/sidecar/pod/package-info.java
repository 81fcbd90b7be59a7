/** A serving pod for tests: certificates, keys, configuration, a model, and the sidecar itself. */
@NullMarked
package dev.drawbridge.sidecar.pod;

import org.jspecify.annotations.NullMarked;
