package dev.drawbridge.sidecar.config;

import dev.drawbridge.sidecar.protocol.Protocol;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One configuration, valid as a whole. {@link ConfigReader} makes it.
 *
 * @param digest {@code sha256:} and 64 hex digits, of the file as it was read
 * @param generation of the ModelDeployment that it was made from, from 1
 * @param protocol what the model speaks
 */
public record SidecarConfig(
    String digest,
    long generation,
    Origin origin,
    Model model,
    Policy policy,
    Protocol protocol,
    Upstream upstream,
    Trust trust,
    Tls tls,
    List<ConsumerEntry> consumers,
    Limits limits,
    Audit audit) {

  public SidecarConfig {
    consumers = List.copyOf(consumers);
  }

  /** Where the ModelDeployment is; with the pod's UID the name of the log. */
  public record Origin(String cluster, String namespace, String deployment) {}

  /**
   * The model as deployed.
   *
   * @param uid of the ModelDeployment
   * @param digest {@code sha256:} and 64 hex digits
   */
  public record Model(String uid, String name, String version, String digest) {}

  /**
   * What was decided on this deployment; goes into every record.
   *
   * @param dataClass name of the DataClassification; {@code class} in the file
   * @param purpose as the deployment declares it
   * @param decision id of the decision in force
   * @param digest revision of the policies, {@code sha256:} and 64 hex digits
   */
  public record Policy(
      String dataClass,
      Optional<String> purpose,
      Optional<String> legalBasis,
      String decision,
      String digest,
      String retentionClass) {}

  /**
   * The model on loopback.
   *
   * @param readinessPath answered with 200 by a model that is ready; without one, an open port is
   *     enough
   */
  public record Upstream(int port, Optional<String> readinessPath) {}

  /**
   * Whom certificates may name.
   *
   * @param domain SPIFFE trust domain
   * @param collector SPIFFE id of the only one who may fetch the log
   */
  public record Trust(String domain, String collector) {}

  /** The least version of TLS that is spoken. */
  public record Tls(Version minimumVersion) {
    /** Versions of TLS; later ones are better. */
    public enum Version {
      V1_2("1.2"),
      V1_3("1.3");

      private final String text;

      Version(String text) {
        this.text = text;
      }

      /** As in the file. */
      public String text() {
        return text;
      }
    }
  }

  /**
   * What a request, a connection and all of them together may take at most.
   *
   * @param bodyBytes of one request
   * @param headerBytes of one request, all headers together
   * @param header until all headers are there
   * @param body until the whole body is there
   * @param idle of a connection without request
   * @param model until the model answers, and between two pieces of its answer
   * @param writeStall of a consumer who does not read
   * @param connectionMaxAge after which a connection takes no further request
   * @param connections at once
   * @param concurrentRequests at once, of all consumers together
   * @param drain for requests under way when the pod ends; may be zero
   */
  public record Limits(
      long bodyBytes,
      int headerBytes,
      Duration header,
      Duration body,
      Duration idle,
      Duration model,
      Duration writeStall,
      Duration connectionMaxAge,
      int connections,
      int concurrentRequests,
      Duration drain) {}

  /**
   * How records are kept.
   *
   * @param quotaBytes that the log may have on disk
   */
  public record Audit(Durability durability, OnUnavailable onUnavailable, long quotaBytes) {

    /** When a record counts as written. */
    public enum Durability {
      STRICT("Strict"),
      GROUP("Group"),
      ASYNC("Async");

      private final String text;

      Durability(String text) {
        this.text = text;
      }

      /** As in the file. */
      public String text() {
        return text;
      }
    }

    /** What happens to a request whose record cannot be written. */
    public enum OnUnavailable {
      DENY("Deny"),
      ALLOW_WITH_GAP("AllowWithGap");

      private final String text;

      OnUnavailable(String text) {
        this.text = text;
      }

      /** As in the file. */
      public String text() {
        return text;
      }
    }
  }
}
