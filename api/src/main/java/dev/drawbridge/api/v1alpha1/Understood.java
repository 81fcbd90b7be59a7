package dev.drawbridge.api.v1alpha1;

import io.fabric8.kubernetes.client.CustomResource;

/**
 * Tells the objects that this version can read from those that a later one wrote. That such are
 * there is no mistake: definitions stay when an operator is rolled back.
 */
public final class Understood {

  /** What people are told of one that is not. */
  public static final String EXPLANATION =
      "The spec holds a value that this version of the operator does not know, as a later version may have allowed it: update the operator, or put a value in that this version knows.";

  public static boolean specOf(CustomResource<?, ?> resource) {
    return resource.getSpec() != null;
  }

  private Understood() {}
}
