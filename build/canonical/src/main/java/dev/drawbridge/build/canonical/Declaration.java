package dev.drawbridge.build.canonical;

import java.lang.classfile.CodeElement;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.ConstantInstruction.LoadConstantInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * One class of configuration in the code that declares it: {@code field = configClass(type,
 * prefix)}, then {@code ensureLoaded} for it and each class in it.
 *
 * @param start index of its first instruction
 * @param end index after its last
 */
record Declaration(String type, String prefix, String field, int start, int end)
    implements Comparable<Declaration> {

  private static final Comparator<Declaration> ORDER =
      Comparator.comparing(Declaration::type).thenComparing(Declaration::prefix);

  /** Whether a field of that name holds a class of configuration. */
  static boolean names(String field) {
    return field.startsWith("configClass$");
  }

  /**
   * Those in that code; empty where it declares none.
   *
   * @throws IllegalStateException where something is between them, so that they cannot change
   *     places
   */
  static List<Declaration> allIn(List<CodeElement> code) {
    List<Declaration> found = new ArrayList<>();
    for (int at = 0; at < code.size(); at++) {
      if (startsAt(code, at)) {
        if (!found.isEmpty() && found.getLast().end() != at) {
          throw new IllegalStateException("Something is before " + readAt(code, at));
        }
        found.add(readAt(code, at));
        at = found.getLast().end() - 1;
      }
    }
    return List.copyOf(found);
  }

  private static boolean startsAt(List<CodeElement> code, int at) {
    return at + 4 <= code.size()
        && code.get(at) instanceof LoadConstantInstruction
        && code.get(at + 1) instanceof LoadConstantInstruction
        && calls(code.get(at + 2), "configClass")
        && code.get(at + 3) instanceof FieldInstruction put
        && put.opcode() == Opcode.PUTSTATIC
        && names(put.name().stringValue());
  }

  private static Declaration readAt(List<CodeElement> code, int at) {
    int end = at + 4;
    while (end + 2 <= code.size()
        && code.get(end) instanceof LoadConstantInstruction
        && calls(code.get(end + 1), "ensureLoaded")) {
      end += 2;
    }
    String field = ((FieldInstruction) code.get(at + 3)).name().stringValue();
    return new Declaration(text(code.get(at)), text(code.get(at + 1)), field, at, end);
  }

  private static boolean calls(CodeElement element, String method) {
    return element instanceof InvokeInstruction call && call.name().equalsString(method);
  }

  private static String text(CodeElement element) {
    return Objects.toString(((LoadConstantInstruction) element).constantValue());
  }

  @Override
  public int compareTo(Declaration other) {
    return ORDER.compare(this, other);
  }
}
