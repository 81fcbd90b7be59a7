package dev.drawbridge.api.crd;

import dev.drawbridge.api.v1alpha1.DataClassification;
import dev.drawbridge.api.v1alpha1.ModelDeployment;
import io.fabric8.crdv2.generator.CRDGenerator;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** The CustomResourceDefinitions as the Java types say they are. */
final class GeneratedDefinitions {

  /**
   * It begins a document: `helm show crds` of Helm 3 prints one file after the other and no more.
   */
  private static final String HEADER =
      """
      ---
      # Generated from the types in api/; do not edit. After a change there, run:
      #   mvn -pl api -am test -Dcrds.update=true
      """;

  /** File name to content, for each kind. */
  static Map<String, String> generate() {
    Map<String, ByteArrayOutputStream> outputs = new TreeMap<>();
    new CRDGenerator()
        .customResourceClasses(ModelDeployment.class, DataClassification.class)
        .forCRDVersions("v1")
        .withParallelGenerationEnabled(false)
        .withPostProcessor(new SchemaFinish())
        .withOutput(new InMemory(outputs))
        .detailedGenerate();
    Map<String, String> files = new TreeMap<>();
    outputs.forEach((name, bytes) -> files.put(name + ".yaml", content(bytes)));
    return files;
  }

  /** The generator's own header says less than ours. */
  private static String content(ByteArrayOutputStream bytes) {
    String text = bytes.toString(StandardCharsets.UTF_8);
    return HEADER + text.substring(text.indexOf("apiVersion:"));
  }

  private record InMemory(Map<String, ByteArrayOutputStream> outputs)
      implements CRDGenerator.CRDOutput<ByteArrayOutputStream> {

    @Override
    public ByteArrayOutputStream outputFor(String name) {
      return outputs.computeIfAbsent(name, _ -> new ByteArrayOutputStream());
    }

    @Override
    public void close() {
      // Nothing is held: the bytes are read after the generator has closed its output.
    }
  }

  private GeneratedDefinitions() {}
}
