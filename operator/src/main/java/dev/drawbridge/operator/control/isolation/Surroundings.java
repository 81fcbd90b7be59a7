package dev.drawbridge.operator.control.isolation;

import java.util.Optional;

/**
 * What is around every serving pod; the same for all of an installation.
 *
 * @param dns the pods that models may ask for names
 * @param doorImage image of the sidecar, pinned by digest
 * @param operator the pods that look whether the walls hold; empty where the operator runs outside
 *     of the cluster and cannot look
 * @param monitoring the namespace that may read the doors' metrics; empty where none may
 * @param rights what the operator binds to itself in every serving namespace; empty where it has
 *     its rights otherwise
 */
public record Surroundings(
    DnsPods dns,
    String doorImage,
    Optional<OperatorPods> operator,
    Optional<String> monitoring,
    Optional<OperatorRights> rights) {

  /**
   * Checks the image.
   *
   * @throws IllegalArgumentException where it is not pinned
   */
  public Surroundings {
    if (!doorImage.matches(".+@sha256:[0-9a-f]{64}")) {
      throw new IllegalArgumentException(
          "drawbridge.sidecar.image is %s, but must be NAME@sha256:DIGEST: everything in a serving pod is pinned by digest"
              .formatted(doorImage));
    }
  }
}
