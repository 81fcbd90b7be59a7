package dev.drawbridge.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.operator.plan.ObjectKey;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import org.junit.jupiter.api.Test;

class RecentWritesTest {

  private final RecentWrites recent = new RecentWrites();

  @Test
  void aCacheThatIsLateIsNotBelieved() {
    ConfigMap written = object("a", "100");
    recent.remember(written);

    ConfigMap newest = recent.newest(object("a", "99"));

    assertThat(newest).isSameAs(written);
  }

  @Test
  void whatSomebodyWroteAfterwardsIsNewer() {
    recent.remember(object("a", "99"));
    ConfigMap cached = object("a", "100");

    ConfigMap newest = recent.newest(cached);

    assertThat(newest).isSameAs(cached);
  }

  @Test
  void onceCaughtUpTheWriteIsForgotten() {
    recent.remember(object("a", "100"));
    recent.newest(object("a", "100"));
    ConfigMap cached = object("a", "99");

    ConfigMap newest = recent.newest(cached);

    assertThat(newest).isSameAs(cached);
  }

  @Test
  void anObjectMadeAnewIsNewerThanTheOneThatACacheStillShows() {
    ConfigMap written = object("b", "100");
    recent.remember(written);

    ConfigMap newest = recent.newest(object("a", "99"));

    assertThat(newest).isSameAs(written);
  }

  @Test
  void anObjectThatSomebodyMadeAnewIsNewer() {
    recent.remember(object("a", "99"));
    ConfigMap cached = object("b", "100");

    ConfigMap newest = recent.newest(cached);

    assertThat(newest).isSameAs(cached);
  }

  @Test
  void whatWasMadeIsUnseenUntilACacheShowsIt() {
    ConfigMap written = object("a", "100");
    assertThat(recent.unseen(ObjectKey.of(written))).isFalse();

    recent.remember(written);
    assertThat(recent.unseen(ObjectKey.of(written))).isTrue();

    recent.newest(object("a", "100"));
    assertThat(recent.unseen(ObjectKey.of(written))).isFalse();
  }

  private static ConfigMap object(String uid, String version) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withUid(uid)
        .withResourceVersion(version)
        .endMetadata()
        .build();
  }
}
