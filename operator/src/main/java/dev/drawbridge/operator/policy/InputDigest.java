package dev.drawbridge.operator.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drawbridge.api.decision.DecisionInput;
import dev.drawbridge.api.decision.DecisionJson;
import dev.drawbridge.operator.plan.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * SHA-256 over the facts of a decision: what was asked for and what the cluster says, but not who
 * asks, when and why. Two inputs with one digest get the same answer from the same policies, until
 * an answer ends.
 */
public final class InputDigest {

  private static final List<String> OCCASION =
      List.of("requestId", "now", "phase", "request", "oldObject");

  public static String of(DecisionInput input) {
    JsonNode tree = DecisionJson.write(input);
    ((ObjectNode) tree).remove(OCCASION);
    return "sha256:" + Sha256.hex(tree.toString().getBytes(StandardCharsets.UTF_8));
  }

  private InputDigest() {}
}
