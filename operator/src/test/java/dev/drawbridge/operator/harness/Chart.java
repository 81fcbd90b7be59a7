package dev.drawbridge.operator.harness;

import dev.drawbridge.operator.fixture.Given;
import dev.drawbridge.testbed.CommandResult;
import dev.drawbridge.testbed.Testbed;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** The Helm chart as it is released, rendered by a real Helm. */
public final class Chart {

  private static final Path MAKE = Path.of("..", "charts", "package");

  /** One for each JVM that runs tests. */
  private static final Path MADE =
      Path.of("target", "chart", System.getenv().getOrDefault("TESTBED_FORK", "fork-1"));

  private static final KubernetesSerialization YAML = new KubernetesSerialization();

  private static boolean made;

  private final Testbed testbed;
  private final List<String> options = new ArrayList<>();
  private String namespace = Installation.NAMESPACE;
  private Helm helm = Helm.FOUR;

  private Chart(Testbed testbed) {
    this.testbed = testbed;
  }

  public static Chart in(Testbed testbed) {
    folder(testbed);
    return new Chart(testbed);
  }

  /** The chart's folder. It is made once in a run: its parts do not change meanwhile. */
  public static synchronized Path folder(Testbed testbed) {
    if (!made) {
      testbed.run(MAKE.toString(), MADE.toString(), Given.DOOR_DIGEST).orThrow();
      made = true;
    }
    return MADE.resolve("drawbridge");
  }

  /** By this Helm, instead of the newest. */
  public Chart by(Helm other) {
    this.helm = other;
    return this;
  }

  public Chart namespace(String other) {
    this.namespace = other;
    return this;
  }

  /** Only these templates. */
  public Chart show(Collection<String> templates) {
    templates.forEach(one -> options.add("--show-only=templates/" + one));
    return this;
  }

  public Chart values(Path file) {
    options.add("--values=" + file);
    return this;
  }

  /** As in {@code --set}; texts that look like numbers or lists stay what Helm makes of them. */
  public Chart set(String... assignments) {
    Stream.of(assignments).forEach(one -> options.add("--set=" + one));
    return this;
  }

  public String render() {
    return tryRender().orThrow().stdout();
  }

  public CommandResult tryRender() {
    List<String> command =
        new ArrayList<>(
            List.of(
                "template", "drawbridge", folder(testbed).toString(), "--namespace=" + namespace));
    command.addAll(options);
    return helm.run(testbed, command.toArray(String[]::new));
  }

  public List<GenericKubernetesResource> objects() {
    return Stream.of(render().split("(?m)^---\\s*$"))
        .filter(one -> one.lines().anyMatch(line -> !line.isBlank() && !line.startsWith("#")))
        .map(one -> YAML.unmarshal(one, GenericKubernetesResource.class))
        .toList();
  }
}
