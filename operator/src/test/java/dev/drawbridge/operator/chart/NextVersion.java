package dev.drawbridge.operator.chart;

import dev.drawbridge.testbed.Testbed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A chart to upgrade to: its definition of classes has a field more, in spec. */
final class NextVersion {

  static final String FIELD = "later";

  private static final Path DEFINITION =
      Path.of("crds", "dataclassifications.drawbridge.dev-v1.yaml");

  /** Makes it of the chart that is given, as a folder that is not there yet. */
  static void make(Testbed testbed, Path chart, Path next) throws IOException {
    testbed.run("cp", "--recursive", chart.toString(), next.toString()).orThrow();
    Path definition = next.resolve(DEFINITION);
    Files.writeString(
        definition,
        Files.readString(definition)
            .replaceFirst(
                "(?m)^( +)governance:$", "$1" + FIELD + ": {type: string, description: New.}\n$0"));
  }

  private NextVersion() {}
}
