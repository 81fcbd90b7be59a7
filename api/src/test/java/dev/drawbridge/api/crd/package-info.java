/**
 * Generates crds/ from the API's types, checks that what is there is what they say, and holds a
 * real API server to it with the files of {@code src/test/resources/crs}.
 */
@NullMarked
package dev.drawbridge.api.crd;

import org.jspecify.annotations.NullMarked;
