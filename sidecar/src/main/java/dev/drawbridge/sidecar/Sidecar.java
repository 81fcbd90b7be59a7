package dev.drawbridge.sidecar;

import dev.drawbridge.audit.store.DiskStorage;
import dev.drawbridge.audit.writer.AuditLog;
import dev.drawbridge.audit.writer.LogClock;
import dev.drawbridge.audit.writer.LogKeys;
import dev.drawbridge.sidecar.authorisation.Quotas;
import dev.drawbridge.sidecar.config.ConfigReader;
import dev.drawbridge.sidecar.config.InvalidConfigException;
import dev.drawbridge.sidecar.config.SidecarConfig;
import dev.drawbridge.sidecar.drain.Drain;
import dev.drawbridge.sidecar.export.ConfigReport;
import dev.drawbridge.sidecar.export.ExportedLog;
import dev.drawbridge.sidecar.export.LogExport;
import dev.drawbridge.sidecar.health.Health;
import dev.drawbridge.sidecar.health.PlainServer;
import dev.drawbridge.sidecar.health.PlainServer.Answer;
import dev.drawbridge.sidecar.health.Tripwire;
import dev.drawbridge.sidecar.keys.Epochs;
import dev.drawbridge.sidecar.keys.KeyFiles;
import dev.drawbridge.sidecar.keys.WrappingKeys;
import dev.drawbridge.sidecar.metrics.MetricsPage;
import dev.drawbridge.sidecar.metrics.SidecarMetrics;
import dev.drawbridge.sidecar.proxy.Door;
import dev.drawbridge.sidecar.proxy.InForce;
import dev.drawbridge.sidecar.proxy.ProxyContext;
import dev.drawbridge.sidecar.proxy.ProxyContext.Live;
import dev.drawbridge.sidecar.proxy.Rules;
import dev.drawbridge.sidecar.proxy.Transport;
import dev.drawbridge.sidecar.reload.KeyChanges;
import dev.drawbridge.sidecar.reload.ReloadStatus;
import dev.drawbridge.sidecar.reload.Reloader;
import dev.drawbridge.sidecar.tls.DoorTls;
import dev.drawbridge.sidecar.tls.TlsFiles;
import dev.drawbridge.tls.IdentityFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The door with everything behind it, open together and closed together. */
public final class Sidecar implements AutoCloseable {

  private static final long LOOK_SECONDS = 1;

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final Drain drain = new Drain();
  private final InForce live;
  private final String origin;
  private final LogExport export;
  private final AuditLog log;
  private final Reloader reloader;
  private final Door door;
  private final PlainServer health;
  private final PlainServer metrics;
  private final Tripwire tripwire;
  private boolean closed;

  private Sidecar(Settings settings, LogClock clock)
      throws IOException, GeneralSecurityException, InvalidConfigException {
    byte[] file = Files.readAllBytes(settings.config());
    SidecarConfig config = ConfigReader.read(file);
    TlsFiles tls = TlsFiles.read(settings.certificates());
    live = new InForce(new Live(Rules.of(config), DoorTls.of(tls, config.tls().minimumVersion())));
    KeyFiles keys = new KeyFiles(settings.keys());
    WrappingKeys wrapping = new WrappingKeys(keys, clock.wallMicros());
    Epochs epochs = new Epochs(keys, clock.wallMicros());
    origin = LogOpening.origin(config, settings.podUid());
    DiskStorage folder = new DiskStorage(settings.log());
    LogKeys signing = new LogKeys(keys.signer(origin), wrapping.inUse());
    export = kept(LogExport.beside(folder)); // and closed after the log, whose end is fetched
    log =
        kept(
            AuditLog.open(
                LogOpening.settings(config, settings.podUid()),
                signing,
                folder,
                Optional.of(export.witness()),
                clock));
    SidecarMetrics measures =
        SidecarMetrics.of(
            config.model().name(), new LogMeasures(log, settings.log(), export::acknowledged));
    Quotas quotas = new Quotas(System::nanoTime);
    quotas.apply(config);
    Reloader.Mounts mounts = new Reloader.Mounts(settings.config(), settings.certificates());
    KeyChanges keyChanges = new KeyChanges(keys, wrapping, epochs, clock);
    reloader = new Reloader(mounts, live, log, keyChanges, quotas, measures);
    reloader.began(file, tls);
    ProxyContext context = new ProxyContext(live, log, epochs, quotas, drain, measures, clock);
    door = kept(Door.open(settings.ports().door(), context, Transport.of(settings.eventLoops())));
    reloader.whenChanged(door::recheck);
    lookEverySoOften();
    export.open(
        settings.ports().log(),
        new ExportedLog(folder, signing.signer().verifier(), log::status, this::configReport),
        new IdentityFolder(settings.certificates(), System::nanoTime),
        () -> config().trust().collector());
    health =
        kept(
            new Health(this::config, log::status, reloader::status, drain)
                .open(settings.ports().health()));
    metrics = kept(open(measures.page(), settings.ports().metrics()));
    tripwire = kept(Tripwire.open(settings.ports().tripwire()));
  }

  /** Opens all of it, by the clocks of this machine. */
  public static Sidecar start(Settings settings)
      throws IOException, GeneralSecurityException, InvalidConfigException {
    return start(settings, LogClock.system());
  }

  /**
   * Opens all of it.
   *
   * @param clock of records, of epochs, and of the end of certificates on live connections. How
   *     much may be asked in a minute, and every deadline, goes by a clock that only runs
   * @throws IOException if a file or a port cannot be had, or the log refuses to go on
   * @throws GeneralSecurityException if the certificates are of no use
   */
  public static Sidecar start(Settings settings, LogClock clock)
      throws IOException, GeneralSecurityException, InvalidConfigException {
    return new Sidecar(settings, clock);
  }

  private static PlainServer open(MetricsPage page, int port) throws IOException {
    return PlainServer.open(port)
        .answer("/metrics", () -> new Answer(200, page.contentType(), page.render()))
        .start();
  }

  private ConfigReport configReport() {
    ReloadStatus status = reloader.status();
    return new ConfigReport(
        status.configDigest(), status.configValid(), status.configProblem(), status.keyProblem());
  }

  private <T extends AutoCloseable> T kept(T part) {
    parts.push(part);
    return part;
  }

  private void lookEverySoOften() {
    ScheduledExecutorService looking =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("reload").factory());
    var _ =
        looking.scheduleWithFixedDelay(
            reloader::look, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
    parts.push(looking::shutdownNow);
  }

  /** What is in force now. */
  public SidecarConfig config() {
    return live.get().rules().config();
  }

  /** The name of the log. */
  public String origin() {
    return origin;
  }

  /** The log, for whoever ships it. */
  public AuditLog log() {
    return log;
  }

  /** How the last look at the mounted files went. */
  public ReloadStatus reloadStatus() {
    return reloader.status();
  }

  /** Looks at the mounted files now, and not only within the next second. */
  void reload() {
    reloader.look();
  }

  public int doorPort() {
    return door.port();
  }

  public int healthPort() {
    return health.port();
  }

  public int logPort() {
    return export.port();
  }

  public int metricsPort() {
    return metrics.port();
  }

  public int tripwirePort() {
    return tripwire.port();
  }

  /**
   * Takes no new request, waits for those under way up to the limit, and puts the end on record.
   */
  @Override
  @SuppressWarnings("SystemOut") // The log of a container is its standard output.
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    drain.begin();
    try {
      drain.await(config().limits().drain());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // and no more patience
    }
    for (AutoCloseable part : parts) {
      try {
        part.close();
      } catch (Exception e) {
        System.err.println("drawbridge-sidecar: while closing: " + e.getMessage());
      }
    }
  }
}
