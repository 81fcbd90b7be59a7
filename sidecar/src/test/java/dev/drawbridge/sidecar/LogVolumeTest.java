package dev.drawbridge.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drawbridge.audit.record.Event;
import dev.drawbridge.audit.record.Field;
import dev.drawbridge.audit.verify.Code;
import dev.drawbridge.audit.writer.LogStatus;
import dev.drawbridge.audit.writer.LogStatus.State;
import dev.drawbridge.sidecar.pod.Pod;
import dev.drawbridge.sidecar.pod.PodConfig;
import dev.drawbridge.sidecar.pod.Traffic;
import dev.drawbridge.sidecar.pod.Volume;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens to the log's volume under a running sidecar, with real file systems. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LogVolumeTest {

  private static final String QUESTION = "{\"messages\":[]}";
  private static final long DISK = 24 << 20;

  /** While it has failed, and when it is back. */
  private static final int ASKED_BESIDES = 5 + 1;

  /** In segments of 256 KiB. */
  private static final long QUOTA = 2 << 20;

  @ParameterizedTest
  @ValueSource(strings = {"Group", "Strict"})
  void whenItBecomesReadOnlyNothingMorePassesAndNothingIsLost(String durability) throws Exception {
    try (Volume volume = Volume.onDisk(DISK);
        Pod pod = Pod.start(config().durability(durability), volume)) {
      pod.leavesRequestsOpen();
      Traffic traffic = new Traffic(pod);
      try (traffic) {
        traffic.more(50);
        volume.becomesReadOnly();
        refusedForTheLog(traffic.refusal());
      }
      nothingPasses(pod, "Read-only file system");

      volume.again(); // which it would not be if anything of it were still open
      goesOn(pod);
      long ended = pod.records(Event.INFERENCE_COMPLETED).size();
      long denied = pod.records(Event.INFERENCE_DENIED).size();
      assertThat(ended + denied + pod.missing()).isEqualTo(traffic.asked() + ASKED_BESIDES);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Deny", "AllowWithGap"})
  void whereItIsReadOnlyFromTheStartTheSidecarSaysSoAndDoesNotStart(String onUnavailable)
      throws Exception {
    try (Volume volume = Volume.onDisk(DISK)) {
      volume.remountReadOnly();
      PodConfig config = config().durability("Async").onUnavailable(onUnavailable);

      assertThatThrownBy(() -> Pod.start(config, volume))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(volume.root().toString())
          .hasMessageContaining("Read-only file system");
    }
  }

  @Test
  void whenItIsUnmountedNothingIsWrittenToTheFolderBelowAndNothingMorePasses() throws Exception {
    try (Volume volume = Volume.onDisk(DISK);
        Pod pod = Pod.start(config(), volume)) {
      pod.leavesRequestsOpen();
      try (Traffic traffic = new Traffic(pod)) {
        traffic.more(50);
        volume.vanish();
        refusedForTheLog(traffic.refusal());
      }
      pod.awaitLog(State.FAILED);
      nothingPasses(pod, "its volume was unmounted or replaced");
      assertThat(volume.root()).isEmptyDirectory();

      volume.again();
      goesOn(pod);
    }
  }

  @Test
  void whenItsFolderIsTakenAwayNothingMorePasses() throws Exception {
    try (Pod pod = Pod.start(config())) {
      pod.leavesRequestsOpen();
      Path elsewhere = pod.log().resolveSibling("elsewhere");
      try (Traffic traffic = new Traffic(pod)) {
        traffic.more(50);
        Files.move(pod.log(), elsewhere);
        refusedForTheLog(traffic.refusal());
      }
      nothingPasses(pod, "no longer there");
      assertThat(pod.log()).doesNotExist();

      Files.move(elsewhere, pod.log());
      goesOn(pod);
    }
  }

  @Test
  void whenItIsFullNothingMorePassesUntilThereIsRoomAgain() throws Exception {
    try (Volume volume = Volume.inMemory(QUOTA / 2);
        Pod pod = Pod.start(config().quota(QUOTA), volume)) {
      try (Traffic traffic = new Traffic(pod)) {
        refusedForTheLog(traffic.refusal());
      }
      int passed = pod.model.asked().size();
      allIsSigned(pod);
      assertThat(pod.ask(pod.chat(QUESTION)).statusCode()).isEqualTo(503);
      assertThat(pod.model.asked()).hasSize(passed);
      assertThat(pod.health("/ready").statusCode()).isEqualTo(503);
      assertThat(pod.health("/ready").body()).contains("the audit log takes no requests");
      assertThat(pod.health("/live").statusCode()).isEqualTo(200);

      volume.grow(2 * QUOTA);
      while (pod.ask(pod.chat(QUESTION)).statusCode() != 200) {
        Thread.sleep(10);
      }

      assertThat(pod.health("/ready").statusCode()).isEqualTo(200);
      pod.ended();
      assertThat(pod.records(Event.INFERENCE_ACCEPTED)).hasSize(passed + 1);
      assertThat(pod.records(Event.INFERENCE_COMPLETED)).hasSize(passed + 1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Group", "Async"})
  void whereTheClassPermitsItRequestsGoOnWhileItIsFullAndTheGapIsOnRecordAfterwards(
      String durability) throws Exception {
    PodConfig config = config().quota(QUOTA).durability(durability).onUnavailable("AllowWithGap");
    try (Volume volume = Volume.inMemory(QUOTA / 2);
        Pod pod = Pod.start(config, volume)) {
      pod.leavesRequestsOpen();
      try (Traffic traffic = new Traffic(pod)) {
        while (gaps(pod) < 10) {
          traffic.more(20);
        }
      }
      volume.grow(2 * QUOTA);
      while (pod.records(Event.AUDIT_GAP).isEmpty()) {
        Thread.sleep(10);
      }
      pod.ended();

      long missing =
          pod.records(Event.AUDIT_GAP).stream()
              .mapToLong(gap -> (Long) gap.get(Field.GAP_RECORDS))
              .sum();
      int accepted = pod.records(Event.INFERENCE_ACCEPTED).size();
      int completed = pod.records(Event.INFERENCE_COMPLETED).size();
      assertThat(pod.model.asked()).hasSizeGreaterThan(accepted);
      assertThat(missing).isGreaterThanOrEqualTo(pod.model.asked().size() - accepted);
      assertThat(missing).isGreaterThanOrEqualTo(accepted - completed);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Group", "Async"})
  void whereTheClassPermitsItRequestsGoOnWhenItBecomesReadOnlyAndAreOnRecordAsAGap(
      String durability) throws Exception {
    PodConfig config = config().durability(durability).onUnavailable("AllowWithGap");
    try (Volume volume = Volume.onDisk(DISK);
        Pod pod = Pod.start(config, volume)) {
      pod.leavesRequestsOpen();
      Traffic traffic = new Traffic(pod);
      try (traffic) {
        traffic.more(50);
        volume.becomesReadOnly();
        while (gaps(pod) < 10) {
          traffic.more(20);
        }
      }
      assertThat(pod.health("/ready").statusCode()).isEqualTo(200);
      assertThat(pod.health("/ready").body()).contains("Read-only file system");

      volume.again();
      pod.awaitLog(State.OPEN);
      assertThat(pod.ask(pod.chat(QUESTION)).statusCode()).isEqualTo(200);
      pod.ended();

      assertThat(pod.model.asked()).hasSize((int) traffic.asked() + 1);
      long unrecorded = traffic.asked() + 1 - pod.records(Event.INFERENCE_COMPLETED).size();
      if (durability.equals("Group")) {
        assertThat(pod.missing()).isEqualTo(unrecorded);
      } else { // of what was not forced to disk, the ends and beginnings count
        assertThat(pod.missing()).isGreaterThanOrEqualTo(unrecorded);
      }
      assertThat(pod.records(Event.LOG_OPEN))
          .extracting(opened -> opened.get(Field.LOG_PREVIOUS))
          .containsExactly("none", "crashed");
    }
  }

  @Test
  void aConfigurationThatCameMeanwhileIsOnRecordAfterwards() throws Exception {
    try (Volume volume = Volume.onDisk(DISK);
        Pod pod = Pod.start(config(), volume)) {
      pod.leavesRequestsOpen();
      volume.becomesReadOnly();
      refusedForTheLog(pod.ask(pod.chat(QUESTION)));
      pod.awaitLog(State.FAILED);
      pod.writeConfig(pod.config.generation(8).json());
      pod.sidecar().reload();
      volume.again();
      pod.awaitLog(State.OPEN);
      pod.sidecar().reload();
      assertThat(pod.ask(pod.chat(QUESTION)).statusCode()).isEqualTo(200);
      pod.ended();

      assertThat(pod.records(Event.CONFIG_APPLIED))
          .extracting(applied -> applied.get(Field.CONFIG_GENERATION))
          .containsExactly(7L, 8L);
    }
  }

  /** A full volume still takes the checkpoint over what stands in the log. */
  private static void allIsSigned(Pod pod) throws Exception {
    LogStatus status = pod.sidecar().log().status();
    while (status.checkpointSize() < status.entries()) {
      assertThat(status.state()).as(status.problem()).isNotEqualTo(State.FAILED);
      Thread.sleep(10);
      status = pod.sidecar().log().status();
    }
  }

  private static PodConfig config() {
    return new PodConfig();
  }

  private static void refusedForTheLog(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).contains("log.unavailable");
    assertThat(answer.headers().firstValueAsLong("Retry-After")).isPresent();
  }

  /** The log has failed, and says so; the process lives, and the model is not asked. */
  private static void nothingPasses(Pod pod, String why) throws Exception {
    HttpResponse<String> ready = pod.health("/ready");
    assertThat(ready.statusCode()).isEqualTo(503);
    assertThat(ready.body()).contains("the audit log takes no requests: FAILED").contains(why);
    assertThat(pod.health("/live").statusCode()).isEqualTo(200);
    int asked = pod.model.asked().size();
    for (int i = 0; i < 5; i++) {
      refusedForTheLog(pod.ask(pod.chat(QUESTION)));
    }
    assertThat(pod.model.asked()).hasSize(asked);
  }

  /** The volume is back. The same process goes on with the log, and has lost nothing of it. */
  private static void goesOn(Pod pod) throws Exception {
    pod.awaitLog(State.OPEN);
    assertThat(pod.health("/ready").body()).isEqualToIgnoringWhitespace("ok");
    assertThat(pod.ask(pod.chat(QUESTION)).statusCode()).isEqualTo(200);
    // As kill -9 would leave it now.
    assertThat(tracesOfAccepted(pod)).containsAll(tracesAtTheModel(pod));
    pod.ended();
    assertThat(tracesOfAccepted(pod)).containsAll(tracesAtTheModel(pod));
    assertThat(pod.report().counts()).containsKeys(Code.GAP, Code.CRASHED);
  }

  private static double gaps(Pod pod) throws Exception {
    String name = "audit_gaps_total ";
    return pod.metrics()
        .lines()
        .filter(line -> line.startsWith(name))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
        .sum();
  }

  private static Set<Object> tracesOfAccepted(Pod pod) {
    List<Map<Field, Object>> accepted = pod.records(Event.INFERENCE_ACCEPTED);
    return accepted.stream().map(one -> one.get(Field.TRACE_ID)).collect(Collectors.toSet());
  }

  /** The sidecar tells the model which record a request has. */
  private static List<Object> tracesAtTheModel(Pod pod) {
    return pod.model.asked().stream()
        .map(asked -> (Object) asked.headers().getOrDefault("traceparent", "").split("-", -1)[1])
        .toList();
  }
}
