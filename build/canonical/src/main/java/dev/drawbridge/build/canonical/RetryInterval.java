package dev.drawbridge.build.canonical;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Instruction;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LoadInstruction;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;

/**
 * The first interval of a controller's retry. Quarkus records an object by its setters. That
 * interval has two, of a number and of a duration; it takes whichever one reflection lists last,
 * and with the wrong one drops the interval. Here it is dropped always, since the operator's
 * application.properties set it when it starts.
 */
final class RetryInterval implements CodeTransform {

  private static final String CONTROLLERS =
      "io/quarkus/runner/recorded/OperatorSDKProcessor$updateControllerConfigurations";

  private static final String OWNER = "io/javaoperatorsdk/operator/processing/retry/GenericRetry";

  /** The object, the number, the setter; what the setter returns is popped. */
  private static final int STATEMENT = 4;

  private final List<CodeElement> code = new ArrayList<>();

  /**
   * Drops it from the class that makes the controllers.
   *
   * @throws IllegalStateException without such a class; then look first whether this is needed
   */
  static void drop(SequencedMap<String, byte[]> entries) {
    if (entries.keySet().stream().noneMatch(file -> file.startsWith(CONTROLLERS))) {
      throw new IllegalStateException("Quarkus wrote no " + CONTROLLERS);
    }
    entries.replaceAll(
        (file, content) ->
            file.startsWith(CONTROLLERS)
                ? CanonicalCode.rewrite(content, RetryInterval::new)
                : content);
  }

  @Override
  public void accept(CodeBuilder builder, CodeElement element) {
    code.add(element);
  }

  @Override
  public void atEnd(CodeBuilder builder) {
    for (int at = 0; at < code.size(); at++) {
      if (setsAt(at)) {
        at += STATEMENT - 1;
      } else {
        builder.with(code.get(at));
      }
    }
  }

  private boolean setsAt(int at) {
    return at + STATEMENT <= code.size()
        && code.get(at) instanceof LoadInstruction
        && code.get(at + 1) instanceof ConstantInstruction
        && code.get(at + 2) instanceof InvokeInstruction call
        && call.owner().name().equalsString(OWNER)
        && call.name().equalsString("setInitialInterval")
        && isPop(code.get(at + 3));
  }

  private static boolean isPop(CodeElement element) {
    return element instanceof Instruction pop && pop.opcode() == Opcode.POP;
  }
}
