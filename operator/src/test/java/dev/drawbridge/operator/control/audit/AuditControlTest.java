package dev.drawbridge.operator.control.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.operator.control.audit.DoorReport.LogState;
import dev.drawbridge.operator.control.audit.LogObservation.Sizes;
import dev.drawbridge.operator.control.audit.LogObservation.Times;
import dev.drawbridge.operator.fixture.Given;
import dev.drawbridge.operator.fixture.Observed;
import dev.drawbridge.operator.fixture.SettableClock;
import dev.drawbridge.operator.plan.ObjectKey;
import dev.drawbridge.operator.status.ConditionType;
import dev.drawbridge.operator.status.Reason;
import dev.drawbridge.operator.status.State;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
    Instant now = clock.instant();
    LogObservation well =
        new LogObservation(
            pod.getMetadata().getUid(),
            new Sizes(10, 10, 10, 10),
            new Times(now, now, now, now),
            Optional.of(new DoorReport(LogState.OPEN, "", planned(pod), "", "")),
            Optional.empty(),
            Optional.empty());
    logs.put(pod.getMetadata().getName(), change.apply(well));
  }

  /** The digest of the configuration that is planned for it. */
  private String planned(Pod pod) {
    String name = Configurations.of(pod.getSpec()).orElseThrow();
    ConfigMap map = observed.plan().find(ConfigMap.class, name).orElseThrow();
    return SidecarDocument.digestOf(String.valueOf(map.getData().get(Configurations.FILE)));
  }

  private static LogObservation with(LogObservation log, Sizes sizes) {
    return new LogObservation(
        log.podUid(), sizes, log.times(), log.door(), log.problem(), log.uncollected());
  }

  private static LogObservation with(LogObservation log, Times times) {
    return new LogObservation(
        log.podUid(), log.sizes(), times, log.door(), log.problem(), log.uncollected());
  }

  private static LogObservation saying(
      LogObservation log, LogState state, String digest, String configProblem) {
    return new LogObservation(
        log.podUid(),
        log.sizes(),
        log.times(),
        Optional.of(new DoorReport(state, "disk is away", digest, configProblem, "")),
        log.problem(),
        log.uncollected());
  }

  private static LogObservation saying(LogObservation log, LogState state) {
    return saying(log, state, log.door().orElseThrow().configDigest(), "");
  }

  private static LogObservation forged(LogObservation log) {
    return new LogObservation(
        log.podUid(),
        log.sizes(),
        log.times(),
        log.door(),
        Optional.of("two histories; keep both"),
        log.uncollected());
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
    assertThat(state.message())
        .isEqualTo(
            "All 2 pods are behind their doors, their logs grow, and the witness agrees with them.");
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

  static Stream<Consumer<Container>> changesOfADoor() {
    return Stream.of(
        door -> door.setCommand(List.of("sleep")),
        door -> door.setArgs(List.of("--unrecorded")),
        door -> door.getEnv().add(new EnvVar("JAVA_TOOL_OPTIONS", "-javaagent:/agent.jar", null)),
        door -> door.setEnv(List.of(new EnvVar("POD_UID", "mine", null))),
        door -> door.setEnvFrom(List.of(new EnvFromSource())));
  }

  /** An agent of somebody else's in it sees whatever passes. */
  @ParameterizedTest
  @MethodSource("changesOfADoor")
  void aDoorThatRunsSomethingElseIsNone(Consumer<Container> change) {
    State state =
        byPods.verify(
            observed
                .pods(
                    observed.pod(
                        1,
                        pod -> {
                          Container door = pod.getSpec().getInitContainers().getFirst();
                          door.setEnv(new ArrayList<>(door.getEnv()));
                          change.accept(door);
                        }))
                .build());

    assertThat(state).isInstanceOf(State.Broken.class);
    assertThat(state.reason()).isEqualTo(Reason.SIDECAR_MISSING);
  }

  @Test
  void whatTheApiServerFillsInIsNoOtherDoor() {
    Consumer<Container> filled =
        door -> door.getEnv().getFirst().getValueFrom().getFieldRef().setApiVersion("v1");
    State state =
        byPods.verify(
            observed
                .pods(
                    observed.pod(
                        1, pod -> filled.accept(pod.getSpec().getInitContainers().getFirst())))
                .build());

    assertThat(state.holds()).isTrue();
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

  /** Else each change of the leader would be news of every deployment, twice. */
  @Test
  void whatTheLeaderBeforeHasToldStaysUntilThisOneCouldHaveLooked() {
    boolean[] justBegun = {true};
    AuditControl another =
        new AuditControl(
            Given.DOOR_IMAGE,
            Given.trust(),
            Optional.of(
                new LogObservations() {
                  @Override
                  public Optional<LogObservation> of(String namespace, String pod) {
                    return Optional.empty();
                  }

                  @Override
                  public boolean haveJustBegun(Instant now) {
                    return justBegun[0];
                  }
                }),
            clock);
    assertThat(another.verify(observed.build()).reason()).isEqualTo(Reason.LOG_NOT_OBSERVED);
    log(1, same -> same);
    log(2, same -> same);
    State told = byLogs.verify(observed.build());
    observed.told(ConditionType.AUDIT_ACTIVE, told);

    assertThat(another.verify(observed.build())).isEqualTo(told);

    justBegun[0] = false;
    assertThat(another.verify(observed.build()).reason()).isEqualTo(Reason.LOG_NOT_OBSERVED);
  }

  @Test
  void ofAPodThatJustBeganThatIsNoNewsYet() {
    log(1, same -> same);

    State state =
        byLogs.verify(
            observed
                .pods(
                    observed.pod(1),
                    observed.pod(
                        2, pod -> pod.getStatus().setStartTime(clock.instant().toString())))
                .build());

    assertThat(state).isInstanceOf(State.Pending.class);
    assertThat(state.reason()).isEqualTo(Reason.PROGRESSING);
  }

  @Test
  void aLogOfAnotherPodOfThatNameIsNotTheLogOfThisOne() {
    log(
        1,
        log ->
            new LogObservation(
                "uid-of-another",
                log.sizes(),
                log.times(),
                log.door(),
                log.problem(),
                log.uncollected()));
    log(2, same -> same);

    assertThat(byLogs.verify(observed.build()).reason()).isEqualTo(Reason.LOG_NOT_OBSERVED);
  }

  @Test
  void aLogThatLostEntriesIsNotTrusted() {
    log(1, log -> with(log, new Sizes(9, 9, 10, 9)));
    log(2, same -> same);

    State state = byLogs.verify(observed.build());

    assertThat(state).isInstanceOf(State.Broken.class);
    assertThat(state.reason()).isEqualTo(Reason.LOG_NOT_TRUSTED);
  }

  @Test
  void aProblemThatTheCollectorFoundIsTold() {
    log(1, AuditControlTest::forged);
    log(2, same -> same);

    State state = byLogs.verify(observed.build());

    assertThat(state.reason()).isEqualTo(Reason.LOG_NOT_TRUSTED);
    assertThat(state.message()).contains("two histories; keep both");
  }

  /** Whoever forges a log must not hide it behind what passes. */
  @Test
  void thatSomebodyWasAtALogIsNotHiddenByAnotherProblem() {
    log(1, log -> saying(log, LogState.FULL));
    log(2, AuditControlTest::forged);

    State state =
        byLogs.verify(
            observed
                .pods(
                    observed.pod(1, pod -> pod.getSpec().setInitContainers(List.of())),
                    observed.pod(2))
                .build());

    assertThat(state.reason()).isEqualTo(Reason.LOG_NOT_TRUSTED);
    assertThat(state.message()).contains("model-5c9-2");
  }

  @Test
  void whatSomebodyMustSeeIsNotHiddenByWhatPasses() {
    log(1, log -> saying(log, LogState.OPEN, "sha256:older", ""));
    log(2, AuditControlTest::forged);

    State state =
        byLogs.verify(
            observed
                .altered("Certificate", "consumer-chatbot")
                .pods(
                    observed.pod(1),
                    observed.pod(
                        2,
                        pod ->
                            pod.getStatus().getInitContainerStatuses().getFirst().setReady(false)))
                .build());

    assertThat(state.reason()).isEqualTo(Reason.LOG_NOT_TRUSTED);
    assertThat(state.message()).contains("model-5c9-2");
  }

  @Test
  void theLogOfAPodThatGoesAnywayMustBeGenuineAndNothingElse() {
    log(1, same -> same);
    log(2, log -> saying(log, LogState.FULL, "sha256:older", "newer than I am"));
    observed.pods(observed.pod(1), observed.pod(2, Observed::supersede));
    assertThat(byLogs.verify(observed.build()).holds()).isTrue();

    log(2, AuditControlTest::forged);

    assertThat(byLogs.verify(observed.build()).reason()).isEqualTo(Reason.LOG_NOT_TRUSTED);
  }

  @Test
  void aLogThatFellSilentIsUnknownWhateverItSaidBefore() {
    log(1, same -> same);
    log(2, log -> saying(log, LogState.FULL));
    clock.advance(Duration.ofMinutes(2).plusSeconds(1));
    log(1, same -> same);

    State state = byLogs.verify(observed.build());

    assertThat(state).isInstanceOf(State.Unknown.class);
    assertThat(state.reason()).isEqualTo(Reason.LOG_NOT_OBSERVED);
    assertThat(state.message()).contains("model-5c9-2", "has not answered since");
  }

  @Test
  void aLogWithoutHeartbeatIsBroken() {
    Instant before = clock.instant();
    clock.advance(Duration.ofMinutes(2));
    log(1, log -> with(log, new Times(clock.instant(), before, clock.instant(), clock.instant())));
    log(2, same -> same);
    assertThat(byLogs.verify(observed.build()).holds()).isTrue();

    clock.advance(Duration.ofSeconds(1));
    log(1, log -> with(log, new Times(clock.instant(), before, clock.instant(), clock.instant())));

    State state = byLogs.verify(observed.build());
    assertThat(state).isInstanceOf(State.Broken.class);
    assertThat(state.reason()).isEqualTo(Reason.LOG_STALLED);
  }

  @Test
  void aLogThatNobodyCosignsIsUnknown() {
    Instant before = clock.instant();
    clock.advance(Duration.ofMinutes(2).plusSeconds(1));
    log(1, log -> with(log, new Times(clock.instant(), clock.instant(), before, clock.instant())));
    log(2, same -> same);

    State state = byLogs.verify(observed.build());

    assertThat(state).isInstanceOf(State.Unknown.class);
    assertThat(state.reason()).isEqualTo(Reason.LOG_NOT_WITNESSED);
    assertThat(state.message()).contains("model-5c9-1");
  }

  @ParameterizedTest
  @CsvSource({
    "FAILED, LOG_FAILED, disk is away",
    "FULL, LOG_FULL, refuses requests",
    "NEARLY_FULL, LOG_FULL, refuses requests"
  })
  void aDoorThatCannotRecordSaysSo(LogState said, Reason reason, String text) {
    log(1, same -> same);
    log(2, log -> saying(log, said));

    State state = byLogs.verify(observed.build());

    assertThat(state).isInstanceOf(State.Broken.class);
    assertThat(state.reason()).isEqualTo(reason);
    assertThat(state.message()).contains("model-5c9-2", text, "elete the pod");
  }

  @Test
  void whereGapsAreAllowedAFullLogIsSaidToHaveOne() {
    Observed demo = Observed.of(Given.publicDemo());
    Pod pod = demo.pod(1);
    Instant now = clock.instant();
    logs.put(
        pod.getMetadata().getName(),
        new LogObservation(
            pod.getMetadata().getUid(),
            new Sizes(10, 10, 10, 10),
            new Times(now, now, now, now),
            Optional.of(new DoorReport(LogState.FULL, "", "", "", "")),
            Optional.empty(),
            Optional.empty()));

    State state = byLogs.verify(demo.pods(pod).build());

    assertThat(state.reason()).isEqualTo(Reason.LOG_FULL);
    assertThat(state.message()).contains("serves requests without a record");
  }

  @Test
  void aConfigurationThatADoorRefusesIsTold() {
    log(1, same -> same);
    log(
        2,
        log ->
            saying(
                log,
                LogState.OPEN,
                "sha256:" + "0".repeat(64),
                "limits.connections is 0: use a whole number from 1 to 65535"));

    State state = byLogs.verify(observed.build());

    assertThat(state).isInstanceOf(State.Broken.class);
    assertThat(state.reason()).isEqualTo(Reason.CONFIGURATION_REFUSED);
    assertThat(state.message())
        .contains(
            "model-5c9-2",
            "limits.connections is 0",
            "ConfigMap " + Configurations.of(observed.pod(2).getSpec()).orElseThrow());
  }

  @Test
  void aDoorThatGoesOnWithAnOldKeyIsToldWithItsWords() {
    log(1, same -> same);
    log(
        2,
        log -> {
          DoorReport door = log.door().orElseThrow();
          return new LogObservation(
              log.podUid(),
              log.sizes(),
              log.times(),
              Optional.of(
                  new DoorReport(
                      LogState.OPEN,
                      "",
                      door.configDigest(),
                      "",
                      "kek-231 is missing, kek-230 goes on")),
              log.problem(),
              log.uncollected());
        });

    State state = byLogs.verify(observed.build());

    assertThat(state).isInstanceOf(State.Broken.class);
    assertThat(state.reason()).isEqualTo(Reason.AUDIT_KEY_OLD);
    assertThat(state.message()).contains("model-5c9-2", "kek-231 is missing", "Secret audit-kek-");
  }

  @Test
  void waitsForADoorThatGoesByAnOlderConfiguration() {
    log(1, log -> saying(log, LogState.OPEN, "sha256:" + "0".repeat(64), ""));
    log(2, same -> same);

    State state = byLogs.verify(observed.build());

    assertThat(state).isInstanceOf(State.Pending.class);
    assertThat(state.reason()).isEqualTo(Reason.CONFIGURATION_PENDING);
  }

  @Test
  void aDoorThatGoesByAnOlderConfigurationForTooLongIsAProblem() {
    Instant before = clock.instant();
    clock.advance(Duration.ofMinutes(5));
    log(1, log -> goingBy("sha256:" + "0".repeat(64), before, log));
    log(2, same -> same);
    assertThat(byLogs.verify(observed.build()).reason()).isEqualTo(Reason.CONFIGURATION_PENDING);
    clock.advance(Duration.ofSeconds(1));
    log(1, log -> goingBy("sha256:" + "0".repeat(64), before, log));

    State state = byLogs.verify(observed.build());

    assertThat(state).isInstanceOf(State.Broken.class);
    assertThat(state.reason()).isEqualTo(Reason.CONFIGURATION_NOT_TAKEN);
    assertThat(state.message())
        .contains("model-5c9-1", "spec.consumers", "kubelet of node " + Observed.NODE);
  }

  private LogObservation goingBy(String digest, Instant since, LogObservation log) {
    Instant now = clock.instant();
    return saying(with(log, new Times(now, now, now, since)), LogState.OPEN, digest, "");
  }

  @Test
  void aDoorThatGoesByTheNewestIsWellHoweverLongItHas() {
    Instant before = clock.instant();
    clock.advance(Duration.ofMinutes(6));
    log(1, log -> goingBy(log.door().orElseThrow().configDigest(), before, log));
    log(2, same -> same);

    assertThat(byLogs.verify(observed.build()).holds()).isTrue();
  }

  @Test
  void saysWhatIsNotCollectedAndHoldsAllTheSame() {
    log(1, same -> same);
    log(
        2,
        log ->
            new LogObservation(
                log.podUid(),
                log.sizes(),
                log.times(),
                log.door(),
                log.problem(),
                Optional.of("no room")));

    State state = byLogs.verify(observed.build());

    assertThat(state.holds()).isTrue();
    assertThat(state.message()).endsWith("The log of pod model-5c9-2: no room");
  }
}
