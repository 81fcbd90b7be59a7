package dev.drawbridge.operator.node;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.drawbridge.operator.plan.ServingNames;
import dev.drawbridge.testbed.CommandResult;
import dev.drawbridge.testbed.Testbed;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A disk of its own under the log of a pod, as the node sees it, that other things have filled: the
 * door can begin one segment and make no other ready. The log that there was goes on on it.
 */
final class LogDisk implements AutoCloseable {

  /** A segment has 16 MiB; with what it needs besides there is room for one, and not for two. */
  private static final String DISK = "64M";

  private static final String OTHER_THINGS = "30M";

  private final Testbed testbed;
  private final String machine;
  private final String image;
  private final String log;

  private LogDisk(Testbed testbed, Pod pod) {
    String uid = pod.getMetadata().getUid();
    this.testbed = testbed;
    machine = machine(testbed);
    image = "/run/testbed/node/log-%s.img".formatted(uid);
    log = "/run/testbed/node/kubelet/pods/%s/volumes/kubernetes.io~empty-dir/log".formatted(uid);
  }

  private static String machine(Testbed testbed) {
    Path process = testbed.runFolder().resolve("processes").resolve("machine.json");
    try {
      return new ObjectMapper().readTree(process.toFile()).path("pid").asText();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Moves the log of a pod there; its door is killed, and starts again on it. */
  static LogDisk full(Testbed testbed, Pod pod) {
    LogDisk disk = new LogDisk(testbed, pod);
    String door = door(pod);
    disk.format();
    disk.containers("pause", door); // or it would write what is not copied
    disk.fill();
    disk.containers("kill", "--signal=SIGKILL", door);
    return disk;
  }

  private static String door(Pod pod) {
    return pod.getStatus().getInitContainerStatuses().stream()
        .filter(status -> status.getName().equals(ServingNames.DOOR))
        .map(ContainerStatus::getContainerID)
        .map(id -> id.substring(id.lastIndexOf('/') + 1))
        .findFirst()
        .orElseThrow();
  }

  private void format() {
    onNode("truncate", "--size=" + DISK, image);
    onNode("mkfs.ext4", "-q", "-m", "0", image);
  }

  private void fill() {
    String aside = image + ".d";
    onNode("mkdir", aside);
    onNode("mount", "-o", "loop", image, aside);
    onNode("cp", "--archive", "--sparse=always", log + "/.", aside);
    onNode("fallocate", "--length=" + OTHER_THINGS, aside + "/other-things");
    onNode("umount", aside);
    onNode("rmdir", aside);
    onNode("mount", "-o", "loop", image, log);
  }

  /** Takes the other things away. */
  void makeRoom() {
    onNode("rm", log + "/other-things");
  }

  private void containers(String action, String... more) {
    List<String> command =
        new ArrayList<>(
            List.of("/run/testbed/bin/ctr", "--address=/run/containerd/containerd.sock"));
    command.addAll(List.of("--namespace=k8s.io", "tasks", action));
    command.addAll(List.of(more));
    onNode(command.toArray(String[]::new));
  }

  private CommandResult onNode(String... command) {
    List<String> all = new ArrayList<>(List.of("nsenter", "--mount", "--target", machine, "--"));
    all.addAll(List.of(command));
    return testbed.run(all.toArray(String[]::new)).orThrow();
  }

  /** To be called before the pod ends: the kubelet deletes no folder that is a disk. */
  @Override
  public void close() {
    onNode("umount", "--lazy", log);
    onNode("rm", image);
  }
}
