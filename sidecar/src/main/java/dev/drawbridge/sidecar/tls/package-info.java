/** Who is at the other end: certificates, trust, and the SPIFFE id of a consumer. */
@NullMarked
package dev.drawbridge.sidecar.tls;

import org.jspecify.annotations.NullMarked;
