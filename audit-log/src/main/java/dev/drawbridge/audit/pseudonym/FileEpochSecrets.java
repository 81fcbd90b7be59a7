package dev.drawbridge.audit.pseudonym;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;

/**
 * Secrets as files {@code epoch-N.key} of 32 bytes. The folder must not lie on the log's volume:
 * who holds the log must not hold these. A secret is made when its epoch is first asked for, unless
 * it was destroyed, of which an empty file stays behind.
 */
public final class FileEpochSecrets implements EpochSecrets {

  private final Path folder;

  public FileEpochSecrets(Path folder) {
    this.folder = folder;
  }

  @Override
  public byte[] secret(int epoch) throws IOException {
    try {
      return read(epoch);
    } catch (NoSuchFileException e) {
      create(epoch);
      return read(epoch);
    }
  }

  private byte[] read(int epoch) throws IOException {
    byte[] secret = Files.readAllBytes(file(epoch));
    if (secret.length == 0) {
      throw new IOException("the secret of epoch %d was destroyed".formatted(epoch));
    }
    if (secret.length != BYTES) {
      throw new IOException("the secret of epoch %d has not %d bytes".formatted(epoch, BYTES));
    }
    return secret;
  }

  private void create(int epoch) throws IOException {
    byte[] secret = new byte[BYTES];
    new SecureRandom().nextBytes(secret);
    Path draft = Files.createTempFile(folder, "epoch", ".new", ownerOnly());
    try {
      Files.write(draft, secret, StandardOpenOption.DSYNC);
      Files.createLink(file(epoch), draft); // unlike a move, never replaces another's secret
    } catch (FileAlreadyExistsException e) {
      // Another process was first; its secret is the one.
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  private static FileAttribute<?> ownerOnly() {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  }

  /** Ends the linkability of an epoch. What a disk or a backup still holds is not reached. */
  public void destroy(int epoch) throws IOException {
    Files.write(file(epoch), new byte[BYTES], StandardOpenOption.CREATE, StandardOpenOption.DSYNC);
    Files.write(
        file(epoch), new byte[0], StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.DSYNC);
  }

  private Path file(int epoch) {
    return folder.resolve("epoch-%d.key".formatted(epoch));
  }
}
