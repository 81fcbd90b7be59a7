package dev.drawbridge.operator.control.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.api.v1alpha1.ModelSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArtifactReferenceTest {

  @ParameterizedTest
  @CsvSource({
    "oci://r.example.com/m:1, sha256:aa, r.example.com/m@sha256:aa",
    "oci://r.example.com/m, sha256:aa, r.example.com/m@sha256:aa",
    "oci://r.example.com:5000/m:1, sha256:aa, r.example.com:5000/m@sha256:aa",
    "oci://r.example.com:5000/m, sha256:aa, r.example.com:5000/m@sha256:aa",
    "oci://localhost:5000/a/b/c:v1.2, sha256:aa, localhost:5000/a/b/c@sha256:aa",
    "oci://r.example.com:5000/m:1, , r.example.com:5000/m:1",
    "oci://r.example.com/m, , r.example.com/m",
    "oci://r.example.com/m@sha256:bb, sha256:aa, r.example.com/m@sha256:bb",
    "r.example.com/m:1, sha256:aa, r.example.com/m@sha256:aa",
  })
  void theDigestTakesThePlaceOfTheTag(String uri, @Nullable String digest, String expected) {
    String reference = ArtifactReference.of(new ModelSource(uri, digest));

    assertThat(reference).isEqualTo(expected);
  }
}
