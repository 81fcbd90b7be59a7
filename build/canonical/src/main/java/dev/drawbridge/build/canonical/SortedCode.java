package dev.drawbridge.build.canonical;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Writes the code of one method with its classes of configuration sorted. */
final class SortedCode implements CodeTransform {

  /** Instructions that register one: from its field to a local, the builder, the local, a call. */
  private static final int REGISTRATION = 5;

  /** By number: the names differ in it alone. */
  private static final Comparator<String> BY_NUMBER =
      Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder());

  private final Map<String, String> names;
  private final List<CodeElement> code = new ArrayList<>();

  /**
   * @param names from the name of each field to its name once sorted
   */
  SortedCode(Map<String, String> names) {
    this.names = names;
  }

  @Override
  public void accept(CodeBuilder builder, CodeElement element) {
    code.add(element);
  }

  @Override
  public void atEnd(CodeBuilder builder) {
    List<Declaration> declarations = Declaration.allIn(code);
    int begin = declarations.isEmpty() ? 0 : declarations.getFirst().start();
    int end = declarations.isEmpty() ? 0 : declarations.getLast().end();
    write(builder, 0, begin);
    declarations.stream().sorted().forEach(each -> write(builder, each.start(), each.end()));
    write(builder, end, code.size());
  }

  private void write(CodeBuilder builder, int from, int to) {
    int at = from;
    while (at < to) {
      List<FieldInstruction> registered = registeredFrom(at);
      if (registered.size() > 1) {
        writeRegistrations(builder, at, registered);
        at += registered.size() * REGISTRATION;
      } else {
        write(builder, code.get(at));
        at++;
      }
    }
  }

  /** The fields of registrations that follow each other without anything between them. */
  private List<FieldInstruction> registeredFrom(int start) {
    List<FieldInstruction> fields = new ArrayList<>();
    for (int at = start; registersAt(at); at += REGISTRATION) {
      fields.add((FieldInstruction) code.get(at));
    }
    return fields;
  }

  private boolean registersAt(int at) {
    return at + REGISTRATION <= code.size()
        && code.get(at) instanceof FieldInstruction get
        && get.opcode() == Opcode.GETSTATIC
        && Declaration.names(get.name().stringValue())
        && code.get(at + 1) instanceof StoreInstruction
        && code.get(at + 2) instanceof LoadInstruction
        && code.get(at + 3) instanceof LoadInstruction
        && code.get(at + 4) instanceof InvokeInstruction call
        && call.name().equalsString("withMapping");
  }

  private void writeRegistrations(CodeBuilder builder, int start, List<FieldInstruction> fields) {
    List<FieldInstruction> sorted =
        fields.stream().sorted(Comparator.comparing(this::newName, BY_NUMBER)).toList();
    for (int i = 0; i < sorted.size(); i++) {
      int at = start + i * REGISTRATION;
      write(builder, sorted.get(i));
      code.subList(at + 1, at + REGISTRATION).forEach(rest -> write(builder, rest));
    }
  }

  private void write(CodeBuilder builder, CodeElement element) {
    if (element instanceof FieldInstruction access) {
      builder.fieldAccess(
          access.opcode(), access.owner().asSymbol(), newName(access), access.typeSymbol());
    } else {
      builder.with(element);
    }
  }

  private String newName(FieldInstruction access) {
    String name = access.name().stringValue();
    return names.getOrDefault(name, name);
  }
}
