package dev.drawbridge.sidecar.pod;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A {@code sidecar.json} that a test changes piece by piece. */
public final class PodConfig {

  public static final String DOMAIN = "drawbridge.internal";

  private final Map<String, Long> limits = new LinkedHashMap<>();
  private final List<String> consumers = new ArrayList<>();
  private String protocol = "OpenAI";
  private String durability = "Group";
  private String onUnavailable = "Deny";
  private String tls = "1.3";
  private String readiness = "";
  private long quota = 8 << 20;
  private long generation = 7;
  private int port;

  public PodConfig() {
    limit("bodyBytes", 1 << 20).limit("headerBytes", 8192).limit("headerTimeoutSeconds", 10);
    limit("bodyTimeoutSeconds", 20).limit("idleTimeoutSeconds", 60);
    limit("modelTimeoutSeconds", 20).limit("writeStallSeconds", 20);
    limit("connectionMaxAgeSeconds", 3600).limit("connections", 200);
    limit("concurrentRequests", 64).limit("drainSeconds", 5);
    consumer("chatbot");
  }

  public static String spiffe(String consumer) {
    return "spiffe://%s/ns/frontend/consumer/%s".formatted(DOMAIN, consumer);
  }

  public PodConfig limit(String name, long value) {
    limits.put(name, value);
    return this;
  }

  /** One more consumer; the members are JSON that begins with a comma. */
  public PodConfig consumer(String name, String members) {
    consumers.add(
        """
        {"name":"%s","namespace":"frontend","spiffe":"%s"%s}"""
            .formatted(name, spiffe(name), members));
    return this;
  }

  public PodConfig consumer(String name) {
    return consumer(name, "");
  }

  public PodConfig noConsumers() {
    consumers.clear();
    return this;
  }

  public PodConfig protocol(String value) {
    protocol = value;
    return this;
  }

  public PodConfig durability(String value) {
    durability = value;
    return this;
  }

  public PodConfig onUnavailable(String value) {
    onUnavailable = value;
    return this;
  }

  public PodConfig minimumTls(String value) {
    tls = value;
    return this;
  }

  public PodConfig readiness(String path) {
    readiness = ",\"readinessPath\":\"%s\"".formatted(path);
    return this;
  }

  public PodConfig quota(long bytes) {
    quota = bytes;
    return this;
  }

  public PodConfig generation(long value) {
    generation = value;
    return this;
  }

  /** Where the model listens, if it is not the pod's own. */
  public PodConfig modelPort(int value) {
    port = value;
    return this;
  }

  PodConfig port(int value) {
    port = port == 0 ? value : port;
    return this;
  }

  public String json() {
    String all =
        limits.entrySet().stream()
            .map(limit -> "\"%s\":%d".formatted(limit.getKey(), limit.getValue()))
            .collect(Collectors.joining(","));
    return """
    {"version":1,"generation":%d,
     "origin":{"cluster":"c1","namespace":"research","deployment":"lab-assistant"},
     "model":{"uid":"6b7e2f0c-1d2a-4c55-9a0e-0d5b1f3c7a11","name":"mistral","version":"1",
      "digest":"sha256:%s"},
     "policy":{"class":"confidential","purpose":"support","legalBasis":"GDPR 6(1)(b)",
      "decision":"d1","digest":"sha256:%s","retentionClass":"confidential"},
     "protocol":"%s","upstream":{"port":%d%s},
     "trust":{"domain":"%s","collector":"spiffe://%s/collector"},
     "tls":{"minimumVersion":"%s"},
     "consumers":[%s],
     "limits":{%s},
     "audit":{"durability":"%s","onUnavailable":"%s","quotaBytes":%d}}
    """
        .formatted(
            generation,
            "1f".repeat(32),
            "2e".repeat(32),
            protocol,
            port,
            readiness,
            DOMAIN,
            DOMAIN,
            tls,
            String.join(",", consumers),
            all,
            durability,
            onUnavailable,
            quota);
  }
}
