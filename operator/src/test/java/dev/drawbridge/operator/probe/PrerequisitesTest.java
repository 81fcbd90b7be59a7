package dev.drawbridge.operator.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.operator.probe.Prerequisite.Presence;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class PrerequisitesTest {

  private final Deque<Presence> found = new ArrayDeque<>();

  private Prerequisites one(boolean lasts) {
    return new Prerequisites(
        List.of(new Prerequisite("it", "install it", lasts, () -> found.removeFirst())));
  }

  private static Presence seen(Prerequisites prerequisites) {
    return prerequisites.seen().values().iterator().next();
  }

  @Test
  void nothingIsKnownBeforeALook() {
    assertThat(seen(one(true))).isEqualTo(Presence.UNKNOWN);
  }

  @Test
  void whatWasInstalledLaterIsFound() {
    found.addAll(List.of(Presence.MISSING, Presence.PRESENT));
    Prerequisites prerequisites = one(true);

    prerequisites.look();
    assertThat(seen(prerequisites)).isEqualTo(Presence.MISSING);
    prerequisites.look();

    assertThat(seen(prerequisites)).isEqualTo(Presence.PRESENT);
  }

  @Test
  void whatLastsIsNotLookedForAgain() {
    found.add(Presence.PRESENT);
    Prerequisites prerequisites = one(true);

    prerequisites.look();
    prerequisites.look();

    assertThat(seen(prerequisites)).isEqualTo(Presence.PRESENT);
  }

  @Test
  void whatMayFailIsLookedAtEveryTime() {
    found.addAll(List.of(Presence.PRESENT, Presence.MISSING));
    Prerequisites prerequisites = one(false);

    prerequisites.look();
    prerequisites.look();

    assertThat(seen(prerequisites)).isEqualTo(Presence.MISSING);
  }
}
