package dev.drawbridge.operator.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.drawbridge.audit.note.LogSigner;
import dev.drawbridge.audit.note.VerifierKey;
import dev.drawbridge.audit.segment.FileKeyEncryptionKey;
import dev.drawbridge.operator.control.audit.KeyRecord;
import dev.drawbridge.operator.fixture.Given;
import dev.drawbridge.operator.fixture.SettableClock;
import dev.drawbridge.operator.plan.DeploymentKey;
import dev.drawbridge.operator.plan.KeyWindow;
import dev.drawbridge.operator.plan.ObjectKey;
import dev.drawbridge.operator.plan.ServingNames;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditKeysTest {

  private static final DeploymentKey DEPLOYMENT = new DeploymentKey("research", "lab-assistant");
  private static final String NAMESPACE = ServingNames.namespace(DEPLOYMENT);

  /** 2026-10-01 is day 20727, and 20727 / 90 is 230 and a rest. */
  private static final int EPOCH = 230;

  private final SettableClock clock = new SettableClock();
  private final Stored stored = new Stored();
  private final Map<ObjectKey, HasMetadata> live = new HashMap<>();
  private final List<KeyRecord.State> told = new ArrayList<>();
  private AuditKeys keys = restarted();
  private boolean cacheIsLate;
  private ConfigMap last = new ConfigMap();

  /** The Secrets of a namespace; fails before or after a write when it is told to. */
  private static final class Stored implements SecretStore {

    final Map<String, Map<String, String>> secrets = new TreeMap<>();
    final List<String> order = new ArrayList<>();
    final Set<String> immutable = new TreeSet<>();
    int writes;
    int failBefore = Integer.MAX_VALUE;
    int failAfter = Integer.MAX_VALUE;
    boolean answersGetLost;

    private void count() {
      writes++;
      if (writes == failBefore) {
        throw new IllegalStateException("the network");
      }
    }

    private void counted() {
      if (writes == failAfter) {
        throw new IllegalStateException("the network");
      }
    }

    @Override
    public boolean exists(String namespace, String name) {
      return secrets.containsKey(name);
    }

    @Override
    public boolean create(Secret secret) {
      count();
      Map<String, String> data = new TreeMap<>(secret.getData());
      order.add(secret.getMetadata().getName());
      if (Boolean.TRUE.equals(secret.getImmutable())) {
        immutable.add(secret.getMetadata().getName());
      }
      boolean created = secrets.putIfAbsent(secret.getMetadata().getName(), data) == null;
      counted();
      return created && !answersGetLost;
    }

    @Override
    public boolean add(String namespace, String name, String key, byte[] content) {
      count();
      boolean added =
          Objects.requireNonNull(secrets.get(name))
                  .putIfAbsent(key, Base64.getEncoder().encodeToString(content))
              == null;
      counted();
      return added;
    }

    byte[] file(String secret, String key) {
      return Base64.getDecoder().decode(Objects.requireNonNull(secrets.get(secret)).get(key));
    }
  }

  private AuditKeys restarted() {
    return new AuditKeys(stored, Given.trust(), new SecureRandom(), clock);
  }

  @BeforeEach
  void namespaceIsThere() {
    namespace("uid-1");
  }

  private void namespace(String uid) {
    HasMetadata namespace =
        new NamespaceBuilder()
            .withNewMetadata()
            .withName(NAMESPACE)
            .withUid(uid)
            .endMetadata()
            .build();
    live.put(ObjectKey.of(namespace), namespace);
  }

  private void ensure() {
    keys.ensure(DEPLOYMENT, live, this::publish);
  }

  private void publish(ConfigMap record) {
    if (!cacheIsLate) {
      live.put(ObjectKey.of(record), record);
    }
    last = record;
    told.add(KeyRecord.read(record).orElseThrow().state());
  }

  private KeyRecord published() {
    return KeyRecord.read(
            (ConfigMap) live.get(new ObjectKey("ConfigMap", NAMESPACE, ServingNames.AUDIT_KEYS)))
        .orElseThrow();
  }

  @Test
  void makesKeysThatTheLogCanUse() throws Exception {
    ensure();

    assertThat(told).containsExactly(KeyRecord.State.INTENDED, KeyRecord.State.MADE);
    assertThat(published().epochs()).containsExactly(EPOCH, EPOCH + 1);
    assertThat(stored.secrets.get("audit-epochs"))
        .containsOnlyKeys("epoch-" + EPOCH, "epoch-" + (EPOCH + 1));
    assertThat(stored.file("audit-epochs", "epoch-" + EPOCH))
        .hasSize(32)
        .isNotEqualTo(stored.file("audit-epochs", "epoch-" + (EPOCH + 1)));
    assertThat(new FileKeyEncryptionKey(stored.file("audit-keys", "kek")).kid())
        .isEqualTo(published().kek());
    LogSigner signer =
        LogSigner.of(
            "c1/research/lab-assistant",
            der(stored.file("audit-keys", "log.key")),
            der(published().logKey().getBytes(StandardCharsets.US_ASCII)));
    assertThat(signer.verifier().vkey()).isEqualTo(published().logVkey());
    assertThat(VerifierKey.parse(published().logVkey()).name())
        .isEqualTo("c1/research/lab-assistant");
  }

  private static byte[] der(byte[] pem) {
    String text = new String(pem, StandardCharsets.US_ASCII);
    return Base64.getMimeDecoder().decode(text.replaceAll("-----.*?-----", ""));
  }

  @Test
  void publishesNothingSecret() {
    ensure();

    String everything = live.values().toString();
    assertThat(stored.secrets.get("audit-keys")).containsKeys("log.key", "kek");
    stored
        .secrets
        .values()
        .forEach(
            data ->
                data.forEach(
                    (name, content) -> {
                      if (!name.equals("log.pub")) {
                        assertThat(everything)
                            .doesNotContain(content)
                            .doesNotContain(
                                new String(
                                    Base64.getDecoder().decode(content),
                                    StandardCharsets.ISO_8859_1));
                      }
                    }));
  }

  @Test
  void doesNothingWhenNothingIsMissing() {
    ensure();
    int writes = stored.writes;
    told.clear();

    ensure();
    keys = restarted();
    ensure();

    assertThat(stored.writes).isEqualTo(writes);
    assertThat(told).isEmpty();
  }

  /** Killed before or after each write, and carried on by another operator or by the same. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, -1, -2, -3, -4})
  void isCompletedAfterAFailureWithoutLosingAKeyInUse(int write) {
    stored.failBefore = write > 0 ? write : Integer.MAX_VALUE;
    stored.failAfter = write < 0 ? -write : Integer.MAX_VALUE;
    assertThatIllegalStateException().isThrownBy(this::ensure);
    Map<String, Map<String, String>> inUse = copy(stored.secrets);
    keys = write % 2 == 0 ? restarted() : keys;

    ensure();

    inUse.forEach((name, data) -> assertThat(stored.secrets).containsEntry(name, data));
    assertThat(published().state()).isEqualTo(KeyRecord.State.MADE);
    assertThat(new FileKeyEncryptionKey(stored.file("audit-keys", "kek")).kid())
        .isEqualTo(published().kek());
    assertThat(stored.secrets.get("audit-epochs")).hasSize(2);
    assertThat(published().keks()).containsExactly(EPOCH, EPOCH + 1);
    assertThat(stored.secrets).containsKeys("audit-kek-" + EPOCH, "audit-kek-" + (EPOCH + 1));
  }

  /** The pod waits for the two without which it does not start, and must find all when it does. */
  @Test
  void whatNoPodWaitsForIsMadeBeforeThatWhichItDoes() {
    ensure();

    assertThat(stored.order)
        .containsExactly(
            "audit-keys", "audit-kek-" + EPOCH, "audit-kek-" + (EPOCH + 1), "audit-epochs");
  }

  @Test
  void eachSpanHasAKeyOfItsOwnThatNobodyChanges() {
    ensure();

    byte[] now = stored.file("audit-kek-" + EPOCH, "kek-" + EPOCH);
    byte[] next = stored.file("audit-kek-" + (EPOCH + 1), "kek-" + (EPOCH + 1));
    assertThat(now).hasSize(32).isNotEqualTo(next);
    assertThat(now).isNotEqualTo(stored.file("audit-keys", "kek"));
    assertThat(stored.secrets.get("audit-kek-" + EPOCH)).hasSize(1);
    assertThat(stored.immutable).contains("audit-keys", "audit-kek-" + EPOCH);
  }

  @Test
  void theNextKeyIsMadeASpanAheadAndTheOthersStay() {
    ensure();
    Map<String, Map<String, String>> before = copy(stored.secrets);
    before.remove("audit-epochs");

    clock.advance(Duration.ofDays(90));
    ensure();
    keys = restarted();
    clock.advance(Duration.ofDays(90));
    ensure();

    assertThat(published().keks()).containsExactly(EPOCH, EPOCH + 1, EPOCH + 2, EPOCH + 3);
    assertThat(stored.secrets)
        .containsAllEntriesOf(before)
        .containsKeys("audit-kek-" + (EPOCH + 2), "audit-kek-" + (EPOCH + 3));
  }

  /** As the operator before left them. */
  @Test
  void keysOfTheVersionBeforeGetThoseOfTheirSpans() {
    ensure();
    ConfigMap record = record();
    record.getData().remove("kek.epochs");
    publish(record);
    stored.secrets.keySet().removeIf(name -> name.startsWith("audit-kek-"));
    Map<String, Map<String, String>> before = copy(stored.secrets);
    keys = restarted();

    assertThat(keys.window(DEPLOYMENT, live)).isEqualTo(new KeyWindow(EPOCH));
    ensure();

    assertThat(published().keks()).containsExactly(EPOCH, EPOCH + 1);
    assertThat(stored.secrets)
        .containsAllEntriesOf(before)
        .containsKeys("audit-kek-" + EPOCH, "audit-kek-" + (EPOCH + 1));
  }

  @Test
  void aKeyThatATryBeforeMadeStays() {
    ensure();
    clock.advance(Duration.ofDays(90));
    stored.failAfter = stored.writes + 2; // the secret of keyed hashes is there, and the key
    assertThatIllegalStateException().isThrownBy(this::ensure);
    Map<String, String> made = copy(stored.secrets).get("audit-kek-" + (EPOCH + 2));
    assertThat(made).isNotNull();

    ensure();

    assertThat(stored.secrets).containsEntry("audit-kek-" + (EPOCH + 2), made);
    assertThat(published().keks()).containsExactly(EPOCH, EPOCH + 1, EPOCH + 2);
  }

  /** A door may have read it since. */
  @Test
  void aSecretOfKeyedHashesThatATryBeforeAddedStays() {
    ensure();
    clock.advance(Duration.ofDays(90));
    stored.failAfter = stored.writes + 1;
    assertThatIllegalStateException().isThrownBy(this::ensure);
    Map<String, String> added = copy(stored.secrets).get("audit-epochs");
    assertThat(added).hasSize(3);

    ensure();

    assertThat(stored.secrets).containsEntry("audit-epochs", added);
    assertThat(published().epochs()).containsExactly(EPOCH, EPOCH + 1, EPOCH + 2);
  }

  /** Another window is another pod. */
  @Test
  void theWindowStaysForYears() {
    KeyWindow first = keys.window(DEPLOYMENT, live);
    ensure();

    for (int span = 0; span < 10; span++) {
      assertThat(keys.window(DEPLOYMENT, live)).as("span %d", span).isEqualTo(first);
      clock.advance(Duration.ofDays(90));
      ensure();
    }

    assertThat(first).isEqualTo(new KeyWindow(EPOCH));
    assertThat(restarted().window(DEPLOYMENT, live)).isEqualTo(first);
    clock.advance(Duration.ofDays(90));
    ensure();
    assertThat(keys.window(DEPLOYMENT, live).spans())
        .contains(EPOCH + 10, EPOCH + 11, EPOCH + 12)
        .isNotEqualTo(first.spans());
  }

  @Test
  void theWindowStaysWhereTheRecordIsLost() {
    loseTheRecord();
    ensure();
    KeyWindow then = keys.window(DEPLOYMENT, live);

    clock.advance(Duration.ofDays(400));
    ensure();

    assertThat(keys.window(DEPLOYMENT, live)).isEqualTo(then);
  }

  @Test
  void aCacheThatIsLateDoesNotMakeKeysCountAsLost() {
    cacheIsLate = true;
    stored.failAfter = 1;
    assertThatIllegalStateException().isThrownBy(this::ensure);

    ensure();

    assertThat(KeyRecord.read(last).orElseThrow().state()).isEqualTo(KeyRecord.State.MADE);
  }

  /** The client asks again by itself, and is told that it is there already. */
  @Test
  void anAnswerThatGotLostDoesNotMakeKeysCountAsLost() throws Exception {
    stored.answersGetLost = true;

    ensure();

    assertThat(told).containsExactly(KeyRecord.State.INTENDED, KeyRecord.State.MADE);
    assertThat(new FileKeyEncryptionKey(stored.file("audit-keys", "kek")).kid())
        .isEqualTo(published().kek());
  }

  private static Map<String, Map<String, String>> copy(Map<String, Map<String, String>> secrets) {
    Map<String, Map<String, String>> copy = new TreeMap<>();
    secrets.forEach((name, data) -> copy.put(name, new TreeMap<>(data)));
    return copy;
  }

  @Test
  void theNextEpochGetsItsSecretBeforeItBegins() {
    ensure();
    Map<String, String> before = copy(stored.secrets).get("audit-epochs");
    told.clear();

    clock.advance(Duration.ofDays(90));
    ensure();

    assertThat(published().epochs()).containsExactly(EPOCH, EPOCH + 1, EPOCH + 2);
    assertThat(stored.secrets.get("audit-epochs"))
        .containsAllEntriesOf(before)
        .containsKey("epoch-" + (EPOCH + 2));
    assertThat(told).containsExactly(KeyRecord.State.MADE);
  }

  @Test
  void aNamespaceThatWasMadeAgainGetsOtherKeys() {
    ensure();
    Map<String, Map<String, String>> before = copy(stored.secrets);
    live.clear();
    stored.secrets.clear();
    namespace("uid-2");

    ensure();

    assertThat(stored.secrets.get("audit-keys")).isNotEqualTo(before.get("audit-keys"));
    assertThat(published().state()).isEqualTo(KeyRecord.State.MADE);
  }

  @Test
  void aRecordThatSomebodyChangedIsPlannedAsItWas() {
    ensure();
    KeyRecord made = published();

    publish(
        Given.copy(
            KeyRecord.lost(new TreeSet<>(), "now").published(Given.copy(record().getMetadata()))));

    assertThat(KeyRecord.read(record())).contains(made);
  }

  private ConfigMap record() {
    return keys.record(DEPLOYMENT, live).orElseThrow();
  }

  private void loseTheRecord() {
    ensure();
    live.remove(new ObjectKey("ConfigMap", NAMESPACE, ServingNames.AUDIT_KEYS));
    keys = restarted();
    told.clear();
  }

  @Test
  void keysWithoutARecordAreLostAndSaidToBe() {
    loseTheRecord();
    Map<String, Map<String, String>> inUse = copy(stored.secrets);

    ensure();
    ensure();

    assertThat(told).containsExactly(KeyRecord.State.LOST);
    assertThat(stored.secrets).isEqualTo(inUse);
  }

  @Test
  void lostKeysThatSomebodyTookAwayAreMadeAnew() {
    loseTheRecord();
    ensure();
    stored.secrets.clear();

    ensure();

    assertThat(published().state()).isEqualTo(KeyRecord.State.MADE);
  }

  @Test
  void nothingIsMadeWithoutANamespace() {
    live.clear();

    ensure();

    assertThat(stored.writes).isZero();
    assertThat(told).isEmpty();
  }
}
