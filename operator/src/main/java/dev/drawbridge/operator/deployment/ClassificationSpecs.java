package dev.drawbridge.operator.deployment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.drawbridge.api.decision.ClassificationFact;
import dev.drawbridge.api.v1alpha1.DataClassificationSpec;

/** The class of a fact, as the type it came from. */
final class ClassificationSpecs {

  private static final ObjectMapper JSON = JsonMapper.builder().build();

  /**
   * The class's rules.
   *
   * @throws IllegalStateException when there is none: policies that allow a deployment of no class
   *     at all are broken, and nothing may follow from them
   */
  static DataClassificationSpec read(ClassificationFact fact) {
    if (fact.spec() == null) {
      throw new IllegalStateException(
          "policy admitted a deployment of class %s, which does not exist; have the security team repair the policy bundle"
              .formatted(fact.name()));
    }
    try {
      return JSON.treeToValue(fact.spec(), DataClassificationSpec.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("class " + fact.name() + " cannot be read", e);
    }
  }

  private ClassificationSpecs() {}
}
