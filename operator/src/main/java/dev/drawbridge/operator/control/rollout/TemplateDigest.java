package dev.drawbridge.operator.control.rollout;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.drawbridge.operator.plan.Sha256;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.nio.charset.StandardCharsets;

/** A short name for a pod's planned content; fits into a label. */
final class TemplateDigest {

  private static final int LENGTH = 16;
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .build();

  static String of(PodSpec pod) {
    try {
      return Sha256.hex(JSON.writeValueAsString(pod).getBytes(StandardCharsets.UTF_8))
          .substring(0, LENGTH);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a pod must have a JSON form", e);
    }
  }

  private TemplateDigest() {}
}
