package dev.drawbridge.operator.collector;

import dev.drawbridge.audit.note.WitnessSigner;
import dev.drawbridge.audit.witness.WitnessMemory;
import dev.drawbridge.operator.cluster.ClusterView;
import dev.drawbridge.operator.control.audit.LogObservation;
import dev.drawbridge.operator.control.audit.LogObservations;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The collector put together, once it has its key. To be run by the leader alone. */
public final class LogCollection implements LogObservations {

  private static final Logger LOG = LoggerFactory.getLogger(LogCollection.class);

  private static final Duration CALL = Duration.ofSeconds(5);

  /** Within it every log that answers is visited, however many there are. */
  private static final Duration FIRST_LOOK = Duration.ofSeconds(30);

  private final ClusterView cluster;
  private final CollectorOptions options;
  private final CollectorListener listener;
  private final Clock clock;
  private final WitnessKey key;
  private final Supplier<WitnessMemory> memory;
  private final Copies copies;
  private final PodCalls calls;
  private volatile Optional<Collector> collector = Optional.empty();
  private volatile String problem = "";
  private volatile Optional<Instant> began = Optional.empty();
  private boolean looked;

  public LogCollection(
      KubernetesClient client,
      ClusterView cluster,
      CollectorOptions options,
      CollectorListener listener,
      Clock clock) {
    this.cluster = cluster;
    this.options = options;
    this.listener = listener;
    this.clock = clock;
    key = new WitnessKey(client, options.namespace(), options.witness(), options.witnessName());
    memory = () -> new ConfigMapMemory(client, options.namespace());
    copies = new Copies(options.directory(), options.quotaBytes());
    calls = new PodCalls(options.certificates(), options.trustDomain(), options.port(), CALL);
  }

  /** Begins what is due; to be called every second or so. Waits for no pod. */
  public void round() {
    if (began.isEmpty()) {
      began = Optional.of(clock.instant());
    }
    if (collector.isEmpty()) {
      begin();
    }
    collector.ifPresent(Collector::round);
    if (!looked && !haveJustBegun(clock.instant())) {
      looked = true;
      tellUnseen();
    }
  }

  @Override
  public boolean haveJustBegun(Instant now) {
    return began.map(at -> now.isBefore(at.plus(FIRST_LOOK))).orElse(true);
  }

  /** What a leader before has told of logs that nobody sees does not stay any longer. */
  private void tellUnseen() {
    LogPod.of(cluster).stream()
        .filter(pod -> of(pod.namespace(), pod.name()).isEmpty())
        .map(LogPod::deployment)
        .distinct()
        .forEach(listener::changed);
  }

  private void begin() {
    try {
      Optional<WitnessSigner> signer = key.get();
      if (signer.isEmpty()) {
        tell("the key of the witness is made and not mounted yet");
        return;
      }
      Cosigning cosigning = new Cosigning(signer.get(), memory, options.cosignEvery());
      Equipment equipment =
          new Equipment(
              calls,
              copies,
              cosigning,
              new TrustedKeys(cluster),
              new GivenConfigurations(cluster),
              clock);
      collector = Optional.of(new Collector(cluster, equipment, listener));
      tell("");
      LOG.info(
          "collects logs into {}, and cosigns as {}",
          options.directory(),
          signer.get().verifier().name());
    } catch (IOException e) {
      tell(String.valueOf(e.getMessage()));
    }
  }

  private void tell(String now) {
    if (!now.equals(problem) && !now.isEmpty()) {
      LOG.warn("no logs are collected: {}", now);
    }
    problem = now;
  }

  @Override
  public Optional<LogObservation> of(String namespace, String pod) {
    return collector.flatMap(one -> one.of(namespace, pod));
  }

  /** How many logs are watched. */
  public int watched() {
    return collector.map(Collector::watched).orElse(0);
  }

  /** Entries that were seen in logs and are not kept yet. */
  public long lag() {
    return collector.map(Collector::lag).orElse(0L);
  }

  /** How many logs have a problem now. */
  public long having(Problem which) {
    List<Finding> findings = collector.map(Collector::findings).orElse(List.of());
    return findings.stream().filter(one -> one.problem() == which).count();
  }

  /** How often a log came to have a problem. */
  public long times(Problem which) {
    return collector.map(one -> one.figures().times(which)).orElse(0L);
  }

  /** Bytes that the copies take; NaN if that cannot be told. */
  public double usedBytes() {
    try {
      return copies.used();
    } catch (IOException e) {
      return Double.NaN;
    }
  }

  public double quotaBytes() {
    return copies.quota();
  }

  /**
   * Cuts off the visits that are under way, and waits for their end. Rounds must have ended before.
   *
   * @return whether they have within that time; else something may still be written
   */
  public boolean end(Duration patience) {
    calls.close();
    return collector.map(one -> one.end(patience)).orElse(true);
  }
}
