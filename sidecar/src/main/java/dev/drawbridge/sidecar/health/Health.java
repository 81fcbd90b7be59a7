package dev.drawbridge.sidecar.health;

import dev.drawbridge.audit.writer.LogStatus;
import dev.drawbridge.sidecar.config.SidecarConfig;
import dev.drawbridge.sidecar.drain.Drain;
import dev.drawbridge.sidecar.health.PlainServer.Answer;
import dev.drawbridge.sidecar.reload.ReloadStatus;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What kubelet asks: whether the sidecar lives, whether it can serve, and to let it end. */
public final class Health {

  private final Supplier<SidecarConfig> config;
  private final Supplier<LogStatus> log;
  private final Supplier<ReloadStatus> reload;
  private final Drain drain;

  public Health(
      Supplier<SidecarConfig> config,
      Supplier<LogStatus> log,
      Supplier<ReloadStatus> reload,
      Drain drain) {
    this.config = config;
    this.log = log;
    this.reload = reload;
    this.drain = drain;
  }

  /** Opens {@code /live}, {@code /ready} and {@code /drain}. */
  public PlainServer open(int port) throws IOException {
    return PlainServer.open(port)
        .answer("/live", () -> Answer.text(200, "ok"))
        .answer("/ready", this::ready)
        .answer("/drain", this::drained)
        .start();
  }

  private Answer ready() {
    Optional<String> problem = problem();
    if (problem.isPresent()) {
      return Answer.text(503, problem.get());
    }
    String remarks =
        Stream.of(logProblem(), Optional.of(reload.get().problem()))
            .flatMap(Optional::stream)
            .filter(remark -> !remark.isEmpty())
            .collect(Collectors.joining("; "));
    return Answer.text(200, remarks.isEmpty() ? "ok" : "ok, but " + remarks);
  }

  /** Where the class permits it, requests go on nevertheless, and are counted. */
  private Optional<String> logProblem() {
    LogStatus status = log.get();
    return status.state() == LogStatus.State.OPEN
        ? Optional.empty()
        : Optional.of("the audit log takes no requests: " + status.state() + said(status));
  }

  private Optional<String> problem() {
    if (drain.draining()) {
      return Optional.of("the pod is ending");
    }
    SidecarConfig now = config.get();
    boolean needed = now.audit().onUnavailable() == SidecarConfig.Audit.OnUnavailable.DENY;
    Optional<String> logProblem = logProblem();
    if (needed && logProblem.isPresent()) {
      return logProblem;
    }
    return new ModelProbe(now.upstream().port(), now.upstream().readinessPath()).problem();
  }

  private static String said(LogStatus status) {
    return status.problem().isEmpty() ? "" : ", " + status.problem();
  }

  private Answer drained() {
    drain.begin();
    try {
      return drain.await(config.get().limits().drain())
          ? Answer.text(200, "all requests have ended")
          : Answer.text(200, "time is over with %d requests under way".formatted(drain.underWay()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Answer.text(200, "the sidecar is closing");
    }
  }
}
