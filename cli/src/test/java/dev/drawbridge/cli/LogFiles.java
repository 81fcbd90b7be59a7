package dev.drawbridge.cli;

import dev.drawbridge.audit.verify.Forgery;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;

/**
 * The files of a log, for somebody to change who has the disk; they come out changed once.
 *
 * @param segment in which entries are forged
 */
record LogFiles(Map<String, byte[]> files, String segment) {

  /** What a forger does. */
  interface Change {
    void to(Forgery forgery) throws Exception;
  }

  private byte[] file(String name) {
    return Objects.requireNonNull(files.get(name), name);
  }

  Map<String, byte[]> without(String name) {
    Objects.requireNonNull(files.remove(name), name);
    return files;
  }

  Map<String, byte[]> with(String name, byte[] content) {
    files.put(name, content);
    return files;
  }

  Map<String, byte[]> changed(String name, int at) {
    file(name)[at] ^= 1;
    return files;
  }

  /** Another character in the Base64 of the last signature. */
  Map<String, byte[]> withOtherSignature(String name) {
    byte[] note = file(name);
    int at = note.length - 20;
    note[at] = (byte) (note[at] == 'A' ? 'B' : 'A');
    return files;
  }

  Map<String, byte[]> longer(String name) {
    byte[] longer = Arrays.copyOf(file(name), file(name).length + 1);
    longer[longer.length - 1] = 2;
    return with(name, longer);
  }

  Map<String, byte[]> exchanged(String one, String other) {
    byte[] first = file(one);
    files.put(one, file(other));
    return with(other, first);
  }

  Map<String, byte[]> forged(Change change) throws Exception {
    Forgery forgery = Forgery.of(files, segment);
    change.to(forgery);
    return forgery.files();
  }

  /** And all links mended behind it. */
  Map<String, byte[]> forgedAndRelinked(Change change) throws Exception {
    return forged(
        forgery -> {
          change.to(forgery);
          forgery.relink();
        });
  }
}
