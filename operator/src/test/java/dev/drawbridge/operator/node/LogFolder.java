package dev.drawbridge.operator.node;

import dev.drawbridge.operator.plan.ServingNames;
import dev.drawbridge.testbed.Testbed;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;

/**
 * The log of a pod as its node sees it, where nothing keeps whoever is root from changing it.
 *
 * @param door the container that writes it
 */
record LogFolder(Machine machine, String pod, String door) {

  /** Behind the header of the first segment, and among its first entries. */
  private static final String AN_EARLY_ENTRY = "2048";

  static LogFolder of(Testbed testbed, Pod pod) {
    return new LogFolder(Machine.of(testbed), pod.getMetadata().getUid(), door(pod));
  }

  private static String door(Pod pod) {
    return pod.getStatus().getInitContainerStatuses().stream()
        .filter(status -> status.getName().equals(ServingNames.DOOR))
        .map(ContainerStatus::getContainerID)
        .map(id -> id.substring(id.lastIndexOf('/') + 1))
        .findFirst()
        .orElseThrow();
  }

  String path() {
    return "/run/testbed/node/kubelet/pods/%s/volumes/kubernetes.io~empty-dir/log".formatted(pod);
  }

  private String kept() {
    return "/run/testbed/node/log-%s.kept".formatted(pod);
  }

  /** Makes the door wait, so that it writes nothing and answers nobody. */
  void pauseDoor() {
    machine.task(door, "pause");
  }

  /** Kills the door, which may be waiting; it starts again on what is there. */
  void killDoor() {
    machine.task(door, "kill", "--signal=SIGKILL");
  }

  /** Changes an entry that was collected long ago. The door looks at none of them again. */
  void spoilBeginning() {
    machine.run(
        "dd",
        "if=/dev/zero",
        "of=" + path() + "/segments/00000000.seg",
        "bs=64",
        "count=1",
        "oflag=seek_bytes",
        "seek=" + AN_EARLY_ENTRY,
        "conv=notrunc");
  }

  /** Keeps a copy of it as it is. */
  void keep() {
    pauseDoor();
    machine.run("cp", "--archive", "--sparse=always", path(), kept());
    machine.task(door, "resume");
  }

  /** Puts the copy back. To be called while the door waits, which then starts again on it. */
  void putBack() {
    machine.run("find", path(), "-mindepth", "1", "-delete");
    machine.run("cp", "--archive", "--sparse=always", kept() + "/.", path());
    machine.run("rm", "--recursive", kept());
    killDoor();
  }
}
