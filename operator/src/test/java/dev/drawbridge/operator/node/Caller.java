package dev.drawbridge.operator.node;

import dev.drawbridge.testbed.CommandResult;
import dev.drawbridge.testbed.Testbed;
import java.util.ArrayList;
import java.util.List;

/** A pod with the usual small programs, which also listens on a port and says who came. */
final class Caller implements AutoCloseable {

  static final int PORT = 8080;

  private final Testbed testbed;
  private final String namespace;

  private Caller(Testbed testbed, String namespace) {
    this.testbed = testbed;
    this.namespace = namespace;
  }

  static Caller in(Testbed testbed, String namespace) {
    testbed
        .kubectlWithInput(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: caller, namespace: %1$s}
            spec:
              terminationGracePeriodSeconds: 0
              containers:
                - name: caller
                  image: localhost/testbed/busybox:1
                  command: [httpd, -f, -vvv, -p, "%2$d", -h, /tmp]
                  readinessProbe: {tcpSocket: {port: %2$d}, periodSeconds: 1}
            """
                .formatted(namespace, PORT),
            "apply",
            "--filename=-")
        .orThrow();
    testbed
        .kubectl("wait", "--for=condition=Ready", "pod/caller", "-n", namespace, "--timeout=90s")
        .orThrow();
    return new Caller(testbed, namespace);
  }

  /** Whether a connection to that port comes about. */
  boolean reaches(String host, int port) {
    return exec("nc", "-w", "2", host, "" + port, "-e", "/bin/true").exitCode() == 0;
  }

  String ip() {
    return testbed
        .client()
        .pods()
        .inNamespace(namespace)
        .withName("caller")
        .get()
        .getStatus()
        .getPodIP();
  }

  /** Who came to its own port, a line each. */
  String visitors() {
    return testbed.kubectl("logs", "caller", "-n", namespace).orThrow().stdout();
  }

  private CommandResult exec(String... command) {
    List<String> all = new ArrayList<>(List.of("exec", "caller", "-n", namespace, "--"));
    all.addAll(List.of(command));
    return testbed.kubectl(all.toArray(String[]::new));
  }

  @Override
  public void close() {
    testbed.kubectl("delete", "pod", "caller", "-n", namespace, "--ignore-not-found").orThrow();
  }
}
