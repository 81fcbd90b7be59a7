package dev.drawbridge.sidecar.reload;

import dev.drawbridge.audit.writer.Admission;
import dev.drawbridge.audit.writer.AuditLog;
import dev.drawbridge.audit.writer.Receipt;
import dev.drawbridge.sidecar.authorisation.Quotas;
import dev.drawbridge.sidecar.config.ConfigReader;
import dev.drawbridge.sidecar.config.InvalidConfigException;
import dev.drawbridge.sidecar.config.SidecarConfig;
import dev.drawbridge.sidecar.metrics.SidecarMetrics;
import dev.drawbridge.sidecar.proxy.InForce;
import dev.drawbridge.sidecar.proxy.ProxyContext.Live;
import dev.drawbridge.sidecar.proxy.Rules;
import dev.drawbridge.sidecar.record.HasherPool;
import dev.drawbridge.sidecar.record.RecordWriter;
import dev.drawbridge.sidecar.tls.DoorTls;
import dev.drawbridge.sidecar.tls.TlsFiles;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the mounted files, by their content: Kubernetes swaps folders behind a symbolic link.
 * What is wrong is said, counted once, and the old one stays. One thread.
 */
public final class Reloader {

  /** Where the files are. */
  public record Mounts(Path config, Path certificates) {}

  private final Mounts mounts;
  private final InForce live;
  private final AuditLog log;
  private final KeyChanges keys;
  private final Quotas quotas;
  private final SidecarMetrics metrics;
  private final RecordWriter records;
  private Consumer<Live> recheck = now -> {};
  private byte[] seenConfig;
  private String seenTls;
  private @Nullable DoorTls retired;
  private volatile boolean announced;
  private String configProblem = "";
  private String tlsProblem = "";
  private String keyProblem = "";

  /** Beginning with what was read at the start, which is in force. */
  public Reloader(
      Mounts mounts,
      InForce live,
      AuditLog log,
      KeyChanges keys,
      Quotas quotas,
      SidecarMetrics metrics) {
    this.mounts = mounts;
    this.live = live;
    this.log = log;
    this.keys = keys;
    this.quotas = quotas;
    this.metrics = metrics;
    records = new RecordWriter(log, new HasherPool(keys.epochs()));
    seenConfig = new byte[0];
    seenTls = "";
  }

  /** Puts on record what is in force from the start. */
  public void began(byte[] config, TlsFiles tls) {
    seenConfig = config.clone();
    seenTls = tls.digest();
    announce(live.get().rules().config());
    lookAtKeys();
  }

  /** Who is told that something else is in force. */
  public void whenChanged(Consumer<Live> task) {
    recheck = task;
  }

  /** Looks at everything once. Never throws: one thing that is wrong must not stop the others. */
  public synchronized void look() {
    boolean changed = lookAtConfig();
    if (!announced) {
      putOnRecord(live.get().rules().config());
    }
    changed |= lookAtTls();
    lookAtKeys();
    if (changed) {
      recheck.accept(live.get());
    }
  }

  private boolean lookAtConfig() {
    try {
      byte[] bytes = Files.readAllBytes(mounts.config());
      if (Arrays.equals(bytes, seenConfig)) {
        return false;
      }
      seenConfig = bytes;
      SidecarConfig next = ConfigReader.read(bytes);
      Optional<String> fixed = FixedParts.problem(live.get().rules().config(), next);
      if (fixed.isPresent()) {
        refuse(fixed.get());
        return false;
      }
      apply(next);
      return true;
    } catch (IOException e) {
      return refuse("the configuration cannot be read: " + e.getMessage());
    } catch (InvalidConfigException e) {
      return refuse(String.valueOf(e.getMessage()));
    }
  }

  private boolean refuse(String problem) {
    if (!problem.equals(configProblem)) {
      metrics.configRefused();
    }
    configProblem = problem;
    return false;
  }

  private void apply(SidecarConfig next) {
    Live before = live.get();
    boolean otherTls = !next.tls().equals(before.rules().config().tls());
    quotas.apply(next);
    live.set(new Live(Rules.of(next), before.tls()));
    if (otherTls) {
      seenTls = ""; // made anew below
    }
    configProblem = "";
    announce(next);
  }

  private void announce(SidecarConfig config) {
    metrics.configApplied(config.generation());
    putOnRecord(config);
  }

  /** Again and again where the log does not take it: records that go by it follow. */
  private void putOnRecord(SidecarConfig config) {
    announced = true; // unless the receipt hears otherwise, which may be at once
    if (records.configApplied(config, announcement) != Admission.TAKEN) {
      announced = false;
    }
  }

  private final Receipt announcement =
      new Receipt() {
        @Override
        public void durable(long index) {}

        @Override
        public void lost() {
          announced = false;
        }
      };

  private boolean lookAtTls() {
    try {
      TlsFiles files = TlsFiles.read(mounts.certificates());
      if (files.digest().equals(seenTls)) {
        return false;
      }
      seenTls = files.digest();
      Live before = live.get();
      DoorTls next = DoorTls.of(files, before.rules().config().tls().minimumVersion());
      live.set(new Live(before.rules(), next));
      free(before.tls());
      tlsProblem = "";
      return true;
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      // Also when the folder was swapped between two files; the next look sees whole ones.
      tlsProblem = "the certificates cannot be taken over: " + e.getMessage();
      return false;
    }
  }

  /** One change late: a handshake may just be about to begin with it. */
  private void free(DoorTls tls) {
    DoorTls older = retired;
    retired = tls;
    if (older != null) {
      ReferenceCountUtil.release(older.context());
    }
  }

  private void lookAtKeys() {
    String problem = keys.look(log, records, UNHEARD);
    keyProblem = problem.isEmpty() ? "" : "not all keys can be taken over: " + problem;
    metrics.keysValid(problem.isEmpty());
  }

  /** How it went. Any thread. */
  public synchronized ReloadStatus status() {
    String digest = live.get().rules().config().digest();
    return new ReloadStatus(digest, configProblem.isEmpty(), configProblem, tlsProblem, keyProblem);
  }

  private static final Receipt UNHEARD =
      new Receipt() {
        @Override
        public void durable(long index) {}

        @Override
        public void lost() {}
      };
}
