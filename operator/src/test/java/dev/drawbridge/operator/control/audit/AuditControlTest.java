package dev.drawbridge.operator.control.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.operator.fixture.Given;
import dev.drawbridge.operator.fixture.Observed;
import dev.drawbridge.operator.fixture.SettableClock;
import dev.drawbridge.operator.plan.ObjectKey;
import dev.drawbridge.operator.status.Reason;
import dev.drawbridge.operator.status.State;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AuditControlTest {

  private final SettableClock clock = new SettableClock();
  private final Observed observed = Observed.labAssistant();
  private final Map<String, LogObservation> logs = new HashMap<>();
  private final AuditControl byPods =
      new AuditControl(Given.DOOR_IMAGE, Given.trust(), Optional.empty(), clock);
  private final AuditControl byLogs =
      new AuditControl(
          Given.DOOR_IMAGE,
          Given.trust(),
          Optional.of((namespace, pod) -> Optional.ofNullable(logs.get(pod))),
          clock);

  static Stream<ObjectKey> objects() {
    return Observed.planned(Set.of("Certificate", "ConfigMap"))
        .filter(key -> !key.name().equals("admitted"));
  }

  /** A log in order, but for the change. */
  private void log(int number, UnaryOperator<LogObservation> change) {
    Pod pod = observed.pod(number);
    String name = Configurations.of(pod.getSpec()).orElseThrow();
    ConfigMap map = observed.plan().find(ConfigMap.class, name).orElseThrow();
    Instant now = clock.instant();
    LogObservation well =
        new LogObservation(
            pod.getMetadata().getUid(),
            10,
            10,
            now,
            10,
            10,
            SidecarDocument.digestOf(String.valueOf(map.getData().get(Configurations.FILE))),
            Optional.empty(),
            now);
    logs.put(pod.getMetadata().getName(), change.apply(well));
  }

  @Test
  void holdsWhenEveryPodIsBehindItsDoor() {
    State state = byPods.verify(observed.build());

    assertThat(state.holds()).isTrue();
    assertThat(state.message()).isEqualTo("All 2 pods are behind their doors.");
  }

  @Test
  void holdsWhenLogsWereSeenToo() {
    log(1, same -> same);
    log(2, same -> same);

    State state = byLogs.verify(observed.build());

    assertThat(state.holds()).isTrue();
    assertThat(state.message()).contains("agree with the witness");
  }

  @ParameterizedTest
  @MethodSource("objects")
  void isOnTheWayWhileSomethingIsMissing(ObjectKey key) {
    State state = byPods.verify(observed.without(key.kind(), key.name()).build());

    assertThat(state).isInstanceOf(State.Pending.class);
    assertThat(state.reason()).isEqualTo(Reason.OBJECT_MISSING);
    assertThat(state.message()).contains(key.toString());
  }

  @ParameterizedTest
  @MethodSource("objects")
  void isOnTheWayWhileSomethingIsAltered(ObjectKey key) {
    State state = byPods.verify(observed.altered(key.kind(), key.name()).build());

    assertThat(state.reason()).isEqualTo(Reason.OBJECT_ALTERED);
  }

  @Test
  void aPodWithoutDoorIsFoundOut() {
    State state =
        byPods.verify(
            observed
                .pods(
                    observed.pod(1),
                    observed.pod(2, pod -> pod.getSpec().setInitContainers(List.of())))
                .build());

    assertThat(state).isInstanceOf(State.Broken.class);
    assertThat(state.reason()).isEqualTo(Reason.SIDECAR_MISSING);
    assertThat(state.message()).contains("model-5c9-2");
  }

  @Test
  void aDoorOfAnotherImageIsNone() {
    State state =
        byPods.verify(
            observed
                .pods(
                    observed.pod(
                        1,
                        pod ->
                            pod.getSpec()
                                .getInitContainers()
                                .getFirst()
                                .setImage("mirror.example.com/door@sha256:" + "6".repeat(64))))
                .build());

    assertThat(state.reason()).isEqualTo(Reason.SIDECAR_MISSING);
  }

  @Test
  void aMirrorOfTheDoorIsTheDoor() {
    State state =
        byPods.verify(
            observed
                .pods(
                    observed.pod(
                        1,
                        pod ->
                            pod.getSpec()
                                .getInitContainers()
                                .getFirst()
                                .setImage("mirror.example.com/door@" + Given.DOOR_DIGEST)))
                .build());

    assertThat(state.holds()).isTrue();
  }

  @Test
  void waitsForADoorThatIsNotReady() {
    State state =
        byPods.verify(
            observed
                .pods(
                    observed.pod(
                        1,
                        pod ->
                            pod.getStatus().getInitContainerStatuses().getFirst().setReady(false)))
                .build());

    assertThat(state).isInstanceOf(State.Pending.class);
    assertThat(state.message()).contains("The door of pod model-5c9-1 is not ready");
  }

  @Test
  void aPodOfTheVersionBeforeGoesAnyway() {
    State state =
        byPods.verify(
            observed
                .pods(
                    observed.pod(1),
                    observed.pod(
                        2,
                        pod -> {
                          Observed.supersede(pod);
                          pod.getSpec().setInitContainers(List.of());
                        }))
                .build());

    assertThat(state.holds()).isTrue();
  }

  @Test
  void waitsForTheFirstPod() {
    assertThat(byPods.verify(observed.pods().build()).reason()).isEqualTo(Reason.PENDING);
  }

  @Test
  void saysWhyACertificateIsNotIssued() {
    State state =
        byPods.verify(
            observed.certificate("consumer-chatbot", "False", "issuer not found").build());

    assertThat(state).isInstanceOf(State.Pending.class);
    assertThat(state.reason()).isEqualTo(Reason.CERTIFICATE_PENDING);
    assertThat(state.message()).contains("consumer-chatbot", "issuer not found");
  }

  @Test
  void waitsForKeys() {
    assertThat(byPods.verify(observed.without("ConfigMap", "audit-keys").build()).reason())
        .isEqualTo(Reason.PENDING);
    assertThat(
            byPods
                .verify(observed.keys(Observed.KEYS.in(KeyRecord.State.INTENDED)).build())
                .reason())
        .isEqualTo(Reason.PENDING);
  }

  @Test
  void keysThatNobodyKnowsNeedSomebody() {
    State state = byPods.verify(observed.keys(KeyRecord.lost(new TreeSet<>(), "now")).build());

    assertThat(state).isInstanceOf(State.Broken.class);
    assertThat(state.reason()).isEqualTo(Reason.AUDIT_KEYS_LOST);
  }

  @Test
  void cannotTellOfALogThatNobodySaw() {
    log(1, same -> same);

    State state = byLogs.verify(observed.build());

    assertThat(state).isInstanceOf(State.Unknown.class);
    assertThat(state.reason()).isEqualTo(Reason.LOG_NOT_OBSERVED);
    assertThat(state.message()).contains("model-5c9-2");
  }

  @Test
  void aLogOfAnotherPodOfThatNameIsNotTheLogOfThisOne() {
    log(1, log -> with(log, "uid-of-another", log.checkpointSize(), log.witnessedSize()));
    log(2, same -> same);

    assertThat(byLogs.verify(observed.build()).reason()).isEqualTo(Reason.LOG_NOT_OBSERVED);
  }

  private static LogObservation with(
      LogObservation log, String uid, long checkpoint, long witnessed) {
    return new LogObservation(
        uid,
        log.entries(),
        checkpoint,
        log.lastCheckpoint(),
        witnessed,
        log.acknowledged(),
        log.configDigest(),
        log.problem(),
        log.seen());
  }

  @Test
  void aLogThatLostEntriesIsNotTrusted() {
    log(1, log -> with(log, log.podUid(), 9, 10));
    log(2, same -> same);

    State state = byLogs.verify(observed.build());

    assertThat(state).isInstanceOf(State.Broken.class);
    assertThat(state.reason()).isEqualTo(Reason.LOG_NOT_TRUSTED);
  }

  @Test
  void aProblemThatTheCollectorFoundIsTold() {
    log(
        1,
        log ->
            new LogObservation(
                log.podUid(),
                log.entries(),
                log.checkpointSize(),
                log.lastCheckpoint(),
                log.witnessedSize(),
                log.acknowledged(),
                log.configDigest(),
                Optional.of("two histories; keep both"),
                log.seen()));
    log(2, same -> same);

    State state = byLogs.verify(observed.build());

    assertThat(state.reason()).isEqualTo(Reason.LOG_NOT_TRUSTED);
    assertThat(state.message()).contains("two histories; keep both");
  }

  @Test
  void aLogThatFellSilentIsUnknownAndOneWithoutHeartbeatIsBroken() {
    log(1, same -> same);
    log(2, same -> same);
    clock.advance(Duration.ofMinutes(2).plusSeconds(1));
    assertThat(byLogs.verify(observed.build())).isInstanceOf(State.Unknown.class);

    for (int number : new int[] {1, 2}) {
      log(
          number,
          log ->
              new LogObservation(
                  log.podUid(),
                  log.entries(),
                  log.checkpointSize(),
                  clock.instant().minus(Duration.ofMinutes(3)),
                  log.witnessedSize(),
                  log.acknowledged(),
                  log.configDigest(),
                  log.problem(),
                  clock.instant()));
    }

    assertThat(byLogs.verify(observed.build()).reason()).isEqualTo(Reason.LOG_STALLED);
  }

  @Test
  void waitsForADoorThatGoesByAnOlderConfiguration() {
    log(
        1,
        log ->
            new LogObservation(
                log.podUid(),
                log.entries(),
                log.checkpointSize(),
                log.lastCheckpoint(),
                log.witnessedSize(),
                log.acknowledged(),
                "sha256:" + "0".repeat(64),
                log.problem(),
                log.seen()));
    log(2, same -> same);

    State state = byLogs.verify(observed.build());

    assertThat(state).isInstanceOf(State.Pending.class);
    assertThat(state.reason()).isEqualTo(Reason.CONFIGURATION_PENDING);
  }
}
