package dev.drawbridge.operator.policy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.drawbridge.api.decision.ClassificationFact;
import dev.drawbridge.api.decision.ClassificationState;
import dev.drawbridge.api.v1alpha1.DataClassification;
import java.util.Collection;
import java.util.List;

/** Finds the class whose rules apply. A name that nobody knows means the strictest class. */
public final class ClassificationLookup {

  private static final ObjectMapper JSON = JsonMapper.builder().build();

  public static ClassificationFact find(String name, Collection<DataClassification> all) {
    for (DataClassification one : all) {
      if (one.getMetadata().getName().equals(name)) {
        return fact(ClassificationState.FOUND, name, one);
      }
    }
    List<DataClassification> strictest = strictest(all);
    return switch (strictest.size()) {
      case 0 -> new ClassificationFact(ClassificationState.MISSING, name, null, null, null, null);
      case 1 -> fact(ClassificationState.MISSING, name, strictest.getFirst());
      default ->
          new ClassificationFact(ClassificationState.AMBIGUOUS, name, null, null, null, null);
    };
  }

  /** The classes of the highest rank; more than one when they share it. */
  private static List<DataClassification> strictest(Collection<DataClassification> all) {
    int highest = all.stream().mapToInt(one -> one.getSpec().rank()).max().orElse(0);
    return all.stream().filter(one -> one.getSpec().rank() == highest).toList();
  }

  private static ClassificationFact fact(
      ClassificationState state, String name, DataClassification effective) {
    return new ClassificationFact(
        state,
        name,
        effective.getMetadata().getName(),
        effective.getMetadata().getUid(),
        effective.getMetadata().getGeneration(),
        JSON.valueToTree(effective.getSpec()));
  }

  private ClassificationLookup() {}
}
