package dev.drawbridge.build.canonical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.drawbridge.build.canonical.GeneratedConfig.Mapping;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigClassesTest {

  /**
   * Enough for more than 256 constants, from where on code names them otherwise; with one class at
   * two prefixes.
   */
  private static final List<Mapping> MAPPINGS =
      IntStream.range(0, 70)
          .mapToObj(i -> new Mapping("org.example.Config" + i / 2, "prefix" + i % 2))
          .toList();

  private static final Mapping ALONE = MAPPINGS.get(5);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void givesTheSameBytesInWhateverOrderTheyWereDeclared(long seed) {
    var sorted = generated(MAPPINGS);
    var shuffled = generated(shuffle(seed));

    ConfigClasses.sort(sorted);
    ConfigClasses.sort(shuffled);

    assertThat(shuffled.keySet()).containsExactlyElementsOf(sorted.keySet());
    assertThat(shuffled).allSatisfy((file, bytes) -> assertThat(bytes).isEqualTo(sorted.get(file)));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void registersWhatWasRegisteredBefore(long seed) throws ReflectiveOperationException {
    var entries = generated(shuffle(seed));
    Registry before = run(entries);

    ConfigClasses.sort(entries);

    Registry after = run(entries);
    assertThat(after.registered).hasSize(MAPPINGS.size()).isEqualTo(before.registered);
    assertThat(after.alone)
        .containsExactly(Registry.configClass(ALONE.type(), ALONE.prefix()))
        .isEqualTo(before.alone);
  }

  @Test
  void leavesWhatIsSortedAsItIs() {
    var once = generated(shuffle(1));
    ConfigClasses.sort(once);
    var twice = new TreeMap<>(once);

    ConfigClasses.sort(twice);

    assertThat(twice).allSatisfy((file, bytes) -> assertThat(bytes).isEqualTo(once.get(file)));
  }

  @Test
  void refusesAnArchiveWithoutThem() {
    assertThatIllegalStateException()
        .isThrownBy(() -> ConfigClasses.sort(new TreeMap<>()))
        .withMessageContaining("SharedConfig");
  }

  private static List<Mapping> shuffle(long seed) {
    List<Mapping> shuffled = new ArrayList<>(MAPPINGS);
    Collections.shuffle(shuffled, new Random(seed));
    return shuffled;
  }

  private static SequencedMap<String, byte[]> generated(List<Mapping> order) {
    return new TreeMap<>(
        Map.of(
            GeneratedConfig.SHARED + ".class",
            GeneratedConfig.shared(order),
            GeneratedConfig.CUSTOMIZER + ".class",
            GeneratedConfig.customizer(order.indexOf(ALONE), order.size())));
  }

  private static Registry run(Map<String, byte[]> entries) throws ReflectiveOperationException {
    Registry registry = new Registry();
    new GeneratedLoader(entries)
        .loadClass(GeneratedConfig.CUSTOMIZER.replace('/', '.'))
        .getMethod("configBuilder", Registry.class)
        .invoke(null, registry);
    return registry;
  }
}
