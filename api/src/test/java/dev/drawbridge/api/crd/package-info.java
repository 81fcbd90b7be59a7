/** Generates crds/ from the API's types and checks that what is there is what they say. */
@NullMarked
package dev.drawbridge.api.crd;

import org.jspecify.annotations.NullMarked;
