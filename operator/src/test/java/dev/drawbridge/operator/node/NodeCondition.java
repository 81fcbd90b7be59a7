package dev.drawbridge.operator.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Whether the testbed that this JVM runs in has a real node. */
final class NodeCondition implements ExecutionCondition {

  private static final Path TESTBED = Path.of("..", "testbed", "testbed");

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    return "node".equals(System.getenv("TESTBED_PROFILE"))
        ? ConditionEvaluationResult.enabled("there is a real node")
        : ConditionEvaluationResult.disabled("there is no real node here: " + why());
  }

  private static String why() {
    try {
      Process asked = new ProcessBuilder(TESTBED.toString(), "can", "node").start();
      String answer =
          new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return answer.startsWith("no: ")
          ? answer.substring("no: ".length())
          : "this testbed was started without; run testbed/testbed up --profile node";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
