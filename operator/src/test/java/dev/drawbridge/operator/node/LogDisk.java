package dev.drawbridge.operator.node;

import dev.drawbridge.testbed.Testbed;
import io.fabric8.kubernetes.api.model.Pod;

/**
 * A disk of its own under the log of a pod, as the node sees it, that other things have filled: the
 * door can begin one segment and make no other ready. The log that there was goes on on it.
 */
final class LogDisk implements AutoCloseable {

  /** A segment has 16 MiB; with what it needs besides there is room for one, and not for two. */
  private static final String DISK = "64M";

  private static final String OTHER_THINGS = "30M";

  private final Machine machine;
  private final String image;
  private final LogFolder log;

  private LogDisk(Testbed testbed, Pod pod) {
    machine = Machine.of(testbed);
    image = "/run/testbed/node/log-%s.img".formatted(pod.getMetadata().getUid());
    log = LogFolder.of(testbed, pod);
  }

  /** Moves the log of a pod there; its door is killed, and starts again on it. */
  static LogDisk full(Testbed testbed, Pod pod) {
    LogDisk disk = new LogDisk(testbed, pod);
    disk.format();
    disk.log.pauseDoor(); // or it would write what is not copied
    disk.fill();
    disk.log.killDoor();
    return disk;
  }

  private void format() {
    machine.run("truncate", "--size=" + DISK, image);
    machine.run("mkfs.ext4", "-q", "-m", "0", image);
  }

  private void fill() {
    String aside = image + ".d";
    machine.run("mkdir", aside);
    machine.run("mount", "-o", "loop", image, aside);
    machine.run("cp", "--archive", "--sparse=always", log.path() + "/.", aside);
    machine.run("fallocate", "--length=" + OTHER_THINGS, aside + "/other-things");
    machine.run("umount", aside);
    machine.run("rmdir", aside);
    machine.run("mount", "-o", "loop", image, log.path());
  }

  /** Takes the other things away. */
  void makeRoom() {
    machine.run("rm", log.path() + "/other-things");
  }

  /** To be called before the pod ends: the kubelet deletes no folder that is a disk. */
  @Override
  public void close() {
    machine.run("umount", "--lazy", log.path());
    machine.run("rm", image);
  }
}
