package dev.drawbridge.api.decision;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;

/**
 * The decision contract as JSON.
 *
 * <p>Reading is strict where a lax reading could weaken a decision: a word outside its list, a
 * value of another type, a missing or null part are errors. Keys that the contract does not know
 * are passed over, so that policies may say more than this version understands.
 */
public final class DecisionJson {

  /** What {@link DecisionInput#schemaVersion()} must say. */
  public static final String INPUT_SCHEMA = "input.drawbridge/v1";

  /** What {@link DecisionOutput#schemaVersion()} must say. */
  public static final String OUTPUT_SCHEMA = "decision.drawbridge/v1";

  private static final JsonMapper MAPPER = strictMapper();

  /** The input as a tree, to be put under {@code input} in the request to the engine. */
  public static JsonNode write(DecisionInput input) {
    return MAPPER.valueToTree(input);
  }

  /**
   * Reads the {@code result} of the engine's answer.
   *
   * @throws DecisionContractException when the answer does not keep the contract
   */
  public static DecisionOutput read(JsonNode result) throws DecisionContractException {
    try {
      return MAPPER.treeToValue(result, DecisionOutput.class);
    } catch (JsonProcessingException broken) {
      throw new DecisionContractException(describe(broken), broken);
    }
  }

  private static String describe(JsonProcessingException broken) {
    String where =
        broken instanceof JsonMappingException mapping ? mapping.getPathReference() : "the answer";
    return "the decision breaks its contract at " + where + ": " + broken.getOriginalMessage();
  }

  private static JsonMapper strictMapper() {
    JsonMapper.Builder builder =
        JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .annotationIntrospector(new RequiredIsNeverNull())
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    for (CoercionInputShape shape :
        new CoercionInputShape[] {
          CoercionInputShape.Boolean, CoercionInputShape.Integer, CoercionInputShape.Float
        }) {
      builder.withCoercionConfig(
          LogicalType.Textual, config -> config.setCoercion(shape, CoercionAction.Fail));
      builder.withCoercionConfig(
          LogicalType.DateTime, config -> config.setCoercion(shape, CoercionAction.Fail));
    }
    return builder.build();
  }

  private DecisionJson() {}
}
