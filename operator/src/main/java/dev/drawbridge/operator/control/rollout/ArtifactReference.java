package dev.drawbridge.operator.control.rollout;

import dev.drawbridge.api.v1alpha1.ModelSource;

/** The image reference by which a node pulls the model. */
final class ArtifactReference {

  private static final String SCHEME = "oci://";

  /** By digest where there is one: the tag may be moved, the bytes may not. */
  static String of(ModelSource source) {
    String reference =
        source.uri().startsWith(SCHEME) ? source.uri().substring(SCHEME.length()) : source.uri();
    String digest = source.digest();
    if (digest == null || reference.contains("@")) {
      return reference;
    }
    int tag = reference.lastIndexOf(':');
    boolean tagged = tag > reference.lastIndexOf('/');
    return (tagged ? reference.substring(0, tag) : reference) + "@" + digest;
  }

  private ArtifactReference() {}
}
