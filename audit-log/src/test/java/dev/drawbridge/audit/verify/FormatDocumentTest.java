package dev.drawbridge.audit.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.audit.record.Event;
import dev.drawbridge.audit.record.Field;
import dev.drawbridge.audit.record.RequiredFields;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The format's document says the same as the code. */
class FormatDocumentTest {

  private List<String> lines = List.of();

  @BeforeEach
  void read() throws Exception {
    lines = Files.readAllLines(Path.of("../docs/audit-log-format.md"));
  }

  @Test
  void everyFieldIsThereWithItsTypeAndItsEventsAndAUnitAndASource() {
    List<String> rows =
        Stream.of(Field.values())
            .map(
                field ->
                    "\\| `%s` \\| %s \\| [^|]+ \\| [^|]+ \\| %s \\|"
                        .formatted(
                            Pattern.quote(field.text()),
                            field.type().name().toLowerCase(Locale.ROOT),
                            Pattern.quote(events(field))))
            .toList();

    assertThat(
            lines.stream()
                .filter(line -> line.matches("\\| `[a-z_.0-9]+` \\| (text|number|flag).*")))
        .zipSatisfy(rows, (line, row) -> assertThat(line).matches(row));
  }

  private static String events(Field field) {
    return field.events().size() == Event.values().length
        ? "every"
        : Stream.of(Event.values())
            .filter(field.events()::contains)
            .map(event -> event.text().replace("inference.", ""))
            .collect(Collectors.joining(", "));
  }

  @Test
  void everyEventIsThereWithItsCode() {
    for (Event event : Event.values()) {
      assertThat(lines)
          .anyMatch(line -> line.startsWith("| %d | `%s` |".formatted(event.code(), event.text())));
    }
  }

  @Test
  void theFieldsThatAnEventAlwaysHasAreThere() {
    for (Event event : Event.values()) {
      String fields =
          RequiredFields.of(event).stream()
              .map(field -> "`" + field.text() + "`")
              .collect(Collectors.joining(", "));
      assertThat(lines)
          .contains("| `%s` | %s |".formatted(event.text(), fields.isEmpty() ? "none" : fields));
    }
  }

  @Test
  void everyFindingIsThereWithItsMeaning() {
    for (Code code : Code.values()) {
      assertThat(lines)
          .contains(
              "| `%s` | %s | %s |"
                  .formatted(
                      code.name(),
                      code.severity().name().toLowerCase(Locale.ROOT),
                      code.meaning()));
    }
  }
}
