package dev.drawbridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.drawbridge.audit.verify.Code;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The documents name what the report has, and nothing is missing in them. */
class ReportReferenceTest {

  private static final Path REPORT = Path.of("../docs/reference/audit-report.md");
  private static final Path GUIDE = Path.of("../docs/auditor.md");

  @Test
  void everyMemberOfTheReportIsDescribed() throws Exception {
    String document = Files.readString(REPORT);
    for (String path : members(Path.of("src/test/resources/golden/intact.json"))) {
      assertThat(document).contains("| `%s` |".formatted(path));
    }
  }

  /** Paths of members; those of objects whose members are names out of a log end there. */
  private static Set<String> members(Path json) throws Exception {
    Set<String> paths = new TreeSet<>();
    try (JsonParser parser = new JsonFactory().createParser(json.toFile())) {
      while (parser.nextToken() != null) {
        if (parser.currentToken() == JsonToken.FIELD_NAME) {
          String path =
              parser.getParsingContext().pathAsPointer().toString().replaceAll("/\\d+", "[]");
          paths.add(path.substring(1).replace('/', '.'));
        }
      }
    }
    paths.removeIf(
        path -> path.matches(".*\\.(events|counts|models|consumers|denials|outcomes|gaps)\\..*"));
    return paths;
  }

  @Test
  void everyFindingIsExplainedToTheAuditor() throws Exception {
    String guide = Files.readString(GUIDE);
    for (Code code : Code.values()) {
      assertThat(guide).contains("| `%s` | %s |".formatted(code, code.advice()));
    }
  }
}
