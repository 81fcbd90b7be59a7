package dev.drawbridge.operator.collector;

import dev.drawbridge.audit.note.VerifierKey;
import dev.drawbridge.audit.witness.LocalWitness;
import dev.drawbridge.operator.collector.Finding.FoundException;
import dev.drawbridge.operator.collector.News.Essence;
import dev.drawbridge.operator.control.audit.LogObservation;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A pod that is visited again and again, and its log once its key is known. */
final class LogWatch {

  private static final Logger LOG = LoggerFactory.getLogger(LogWatch.class);

  private final Equipment equipment;
  private final News news;
  private final Schedule schedule = new Schedule();
  private volatile LogPod pod;
  private volatile Optional<WatchedLog> log = Optional.empty();
  private volatile Optional<Finding> finding = Optional.empty();
  private Optional<Essence> told = Optional.empty();

  LogWatch(LogPod pod, Equipment equipment, News news) {
    this.pod = pod;
    this.equipment = equipment;
    this.news = news;
  }

  Schedule schedule() {
    return schedule;
  }

  LogPod pod() {
    return pod;
  }

  /** As it is known now. */
  void pod(LogPod now) {
    pod = now;
  }

  Optional<Finding> finding() {
    return finding;
  }

  Optional<LogObservation> observation() {
    return log.flatMap(WatchedLog::observation);
  }

  /**
   * Visits. Only for whoever has the turn, which is given back.
   *
   * @param pace until the next one, if all goes well
   */
  void visit(Duration pace) {
    LogPod visited = pod;
    Instant began = now();
    try {
      boolean more = visit(visited, began);
      settle(visited, Optional.empty(), true);
      schedule.done(began, now(), more ? Duration.ZERO : pace);
    } catch (FoundException e) {
      settle(visited, Optional.of(e.finding()), true);
      schedule.failed(now());
    } catch (IOException e) {
      String detail =
          "%s. See whether its door runs, and whether something keeps the operator from port 8447."
              .formatted(e.getMessage());
      settle(visited, Optional.of(new Finding(Problem.UNREACHABLE, detail)), false);
      schedule.failed(now());
    } catch (RuntimeException | Error e) { // or nobody would ever get the turn again
      LOG.error("cannot collect the log of pod {}; trying again", visited.name(), e);
      settle(
          visited,
          Optional.of(new Finding(Problem.UNREACHABLE, "It answers with what nobody understands.")),
          false);
      schedule.failed(now());
    }
  }

  private boolean visit(LogPod visited, Instant began) throws IOException, FoundException {
    return new Visit(visited, known(), equipment.doors().of(visited), equipment, began).run();
  }

  private WatchedLog known() throws FoundException, IOException {
    Optional<WatchedLog> known = log;
    if (known.isPresent()) {
      return known.get();
    }
    VerifierKey key =
        equipment
            .keys()
            .of(pod)
            .orElseThrow(
                () ->
                    new FoundException(
                        Problem.NO_KEY, "They are made with the serving namespace; wait."));
    Cosigning cosigning = equipment.cosigning();
    LocalWitness witness =
        new LocalWitness(
            cosigning.signer(),
            cosigning.memory().get(),
            Map.of(key.name(), key),
            equipment.clock());
    WatchedLog made = new WatchedLog(key, witness, equipment.copies().of(key.name()));
    log = Optional.of(made);
    return made;
  }

  private void settle(LogPod visited, Optional<Finding> now, boolean answered) {
    Optional<Finding> before = finding;
    finding = now;
    Instant at = now();
    log.ifPresent(
        one -> {
          if (answered) {
            one.answered(at);
          }
          one.show(visited, now);
        });
    news.problem(visited, before, now);
    Optional<Essence> essence = observation().map(seen -> Essence.of(seen, at));
    news.seen(visited, told, essence);
    told = essence;
  }

  /** What is wrong with what is left of the log. */
  Optional<Finding> ended() {
    Optional<WatchedLog> of = log;
    if (of.isEmpty() || of.get().checkpointSize() == 0 || of.get().isClosed()) {
      return Optional.empty();
    }
    return Optional.of(
        new Finding(
            Problem.NOT_CLOSED,
            "%d entries of %d are kept; nobody can say whether there were more. After a lost node or a forced deletion that is to be expected; otherwise find out how the pod ended."
                .formatted(of.get().kept(), of.get().checkpointSize())));
  }

  private Instant now() {
    return equipment.clock().instant();
  }
}
