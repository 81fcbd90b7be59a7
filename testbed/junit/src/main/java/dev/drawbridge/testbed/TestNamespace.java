package dev.drawbridge.testbed;

import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * A namespace that belongs to one test (or, in {@code @BeforeAll}, to one class). It is deleted
 * afterwards; nobody waits for that, so no two tests may rely on one name.
 *
 * @param name its name, unique in the cluster
 */
public record TestNamespace(String name) {

  /** The label on every namespace of a test. */
  public static final String LABEL = "testbed.drawbridge.dev/test";

  /** Names derived from a namespace's, such as {@code x-serving}, need room in 63 characters. */
  static final int LONGEST = 40;

  private static final int SUFFIX = 6;
  private static final String SUFFIX_LETTERS = "bcdfghjklmnpqrstvwxz0123456789";

  /** Makes {@code deniesOutsideRegion} into something like {@code denies-outside-region-x4k2m9}. */
  static TestNamespace forTest(String test, RandomGenerator random) {
    String words =
        test.replaceAll("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "-")
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9]+", "-");
    String room = words.substring(0, Math.min(words.length(), LONGEST - SUFFIX - 1));
    String stem = room.replaceAll("^[^a-z]+|-+$", "");
    StringBuilder name = new StringBuilder(stem.isEmpty() ? "test" : stem).append('-');
    for (int i = 0; i < SUFFIX; i++) {
      name.append(SUFFIX_LETTERS.charAt(random.nextInt(SUFFIX_LETTERS.length())));
    }
    return new TestNamespace(name.toString());
  }

  @Override
  public String toString() {
    return name;
  }
}
