package dev.drawbridge.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.audit.record.Event;
import dev.drawbridge.audit.record.Field;
import dev.drawbridge.sidecar.pod.Pod;
import dev.drawbridge.sidecar.pod.PodConfig;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is mounted changes while requests go on. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReloadTest {

  private static final String QUESTION = "{\"messages\":[]}";

  @Test
  void eachConfigurationInForceIsOnRecord() throws Exception {
    try (Pod pod = Pod.start()) {
      pod.writeConfig(pod.config.generation(8).json());
      pod.sidecar().reload();
      pod.sidecar().reload();

      pod.ended();
      assertThat(pod.records(Event.CONFIG_APPLIED))
          .extracting(record -> record.get(Field.CONFIG_GENERATION))
          .containsExactly(7L, 8L);
    }
  }

  @Test
  void isTakenOverWithoutBeingAsked() throws Exception {
    try (Pod pod = Pod.start()) {
      pod.writeConfig(pod.config.generation(9).json());

      while (pod.sidecar().config().generation() != 9) {
        Thread.onSpinWait();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "{\"version\":2}",
        "{\"version\":1,\"generation\":8}",
      })
  void anInvalidConfigurationIsSaidToBeAndTheOldOneStays(String invalid) throws Exception {
    try (Pod pod = Pod.start()) {
      pod.writeConfig(invalid);
      pod.sidecar().reload();

      assertThat(pod.ask(pod.chat(QUESTION)).statusCode()).isEqualTo(200);
      assertThat(pod.sidecar().config().generation()).isEqualTo(7);
      assertThat(pod.sidecar().reloadStatus().configValid()).isFalse();
      assertThat(pod.health("/ready").statusCode()).isEqualTo(200);
      assertThat(pod.health("/ready").body()).startsWith("ok, but ");
      assertThat(pod.metrics())
          .contains("audit_config_valid 0.0")
          .contains("audit_config_reload_failures_total 1.0");

      pod.writeConfig(pod.config.generation(8).json());
      pod.sidecar().reload();

      assertThat(pod.health("/ready").body()).isEqualTo("ok\n");
      assertThat(pod.metrics()).contains("audit_config_valid 1.0");
    }
  }

  @Test
  void whatCannotChangeInARunningPodIsNamed() throws Exception {
    try (Pod pod = Pod.start()) {
      pod.writeConfig(pod.config.protocol("HTTP").durability("Strict").json());
      pod.sidecar().reload();

      assertThat(pod.sidecar().reloadStatus().configProblem())
          .contains("protocol", "audit.durability", "roll the deployment out");
    }
  }

  @Test
  void brokenCertificatesDoNotReplaceTheGoodOnes() throws Exception {
    try (Pod pod = Pod.start()) {
      Files.writeString(
          pod.log().resolveSibling("certificates").resolve("tls.crt"), "not a certificate");
      pod.sidecar().reload();

      assertThat(pod.ask(pod.chat(QUESTION)).statusCode()).isEqualTo(200);
      assertThat(pod.health("/ready").body()).contains("certificates");
    }
  }

  @Test
  void aNewKeyForTheLogIsTakenIntoUseAndOnRecord() throws Exception {
    try (Pod pod = Pod.start()) {
      byte[] next = new byte[32];
      next[0] = 1;
      Files.write(pod.keys().resolve("kek"), next);
      pod.sidecar().reload();
      // Both must be there for whoever reads the whole log; the first segment has the old one.
      assertThat(pod.ask(pod.chat(QUESTION)).statusCode()).isEqualTo(200);
      Files.write(pod.keys().resolve("kek"), new byte[32]);
      pod.sidecar().reload();
      assertThat(pod.ask(pod.chat(QUESTION)).statusCode()).isEqualTo(200);
      pod.ended();
      assertThat(pod.sidecar().log().status().entries()).isGreaterThan(6);
      pod.otherKeys(next);
      assertThat(pod.records(Event.KEY_ROTATED)).hasSize(2);
    }
  }

  @Test
  void certificatesAndConfigurationChangeAHundredTimesAndNoRequestIsLost() throws Exception {
    try (Pod pod = Pod.start(new PodConfig());
        HttpClient client = pod.client("chatbot", HttpClient.Version.HTTP_2)) {
      AtomicBoolean done = new AtomicBoolean();
      CompletableFuture<Void> reloading =
          CompletableFuture.runAsync(
              () -> {
                try {
                  for (int i = 0; i < 100; i++) {
                    pod.writeConfig(pod.config.generation(10 + i).json());
                    pod.writeCertificates(pod.authority);
                    pod.sidecar().reload();
                  }
                } catch (Exception e) {
                  throw new AssertionError(e);
                } finally {
                  done.set(true);
                }
              },
              Thread::startVirtualThread);
      int asked = 0;
      while (!done.get()) {
        assertThat(client.send(pod.chat(QUESTION).build(), BodyHandlers.ofString()).statusCode())
            .isEqualTo(200);
        asked++;
      }
      reloading.join();
      assertThat(pod.model.asked()).hasSize(asked);
    }
  }
}
