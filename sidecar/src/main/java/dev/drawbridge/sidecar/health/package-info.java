/** How the pod is: for kubelet, the operator and monitoring. Not on the way of requests. */
@NullMarked
package dev.drawbridge.sidecar.health;

import org.jspecify.annotations.NullMarked;
