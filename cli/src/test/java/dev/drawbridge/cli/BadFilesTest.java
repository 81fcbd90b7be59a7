package dev.drawbridge.cli;

import static dev.drawbridge.cli.Refusals.assertRefused;

import dev.drawbridge.audit.note.Checkpoint;
import dev.drawbridge.audit.note.SignedNote;
import dev.drawbridge.audit.writer.TestLog;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each refusal of a file names it, the reason, and the way out. */
class BadFilesTest {

  @TempDir Path folder;
  private Refusals refusals;
  private Evidence evidence;
  private Path log;

  @BeforeEach
  void write() throws Exception {
    refusals = new Refusals(folder);
    evidence = refusals.evidence;
    log = refusals.log;
  }

  private Path file(String name, String text) throws Exception {
    return Files.writeString(folder.resolve(name), text);
  }

  @Test
  void foldersWithoutALog() throws Exception {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertRefused(
        3,
        empty + ": there is no log in or below it; give a folder",
        "audit",
        "verify",
        empty,
        "--log-key",
        evidence.logKey);
    assertRefused(
        3,
        folder.resolve("none") + ": it is no folder",
        "audit",
        "verify",
        folder.resolve("none"),
        "--log-key",
        evidence.logKey);
    assertRefused(3, "there is no such folder", "audit", "show", folder.resolve("none"));
    assertRefused(3, "there is no log in it", "audit", "prove", empty, "--seq", 1);
  }

  @Test
  void keysThatAreNone() throws Exception {
    assertRefused(
        3, "there is no such file", "audit", "verify", log, "--log-key", folder.resolve("absent"));
    assertRefused(2, "--log-key: a+b+c: ", "audit", "verify", log, "--log-key", "a+b+c");
    assertRefused(
        3, "it has no key", "audit", "verify", log, "--log-key", file("nothing", "# nothing\n"));
    assertRefused(
        3,
        "it is no public key of Ed25519 in PEM",
        "audit",
        "verify",
        log,
        "--log-key",
        file("bad.pem", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"));
    assertRefused(
        2,
        "is a key of a witness; give it as --witness",
        "audit",
        "verify",
        log,
        "--log-key",
        evidence.witnessKey);
    refusals.assertVerifyRefused(
        2, "is a key of a log; give it as --log-key", "--witness", evidence.logKey);
    refusals.assertVerifyRefused(3, "a key-encryption key has 32 bytes", "--kek", evidence.logKey);
  }

  @Test
  void notesAndProofsThatAreNone() throws Exception {
    refusals.assertVerifyRefused(
        3,
        "no signed checkpoint: ",
        "--witness",
        evidence.witnessKey,
        "--witness-note",
        file("note", "hello\n"));
    refusals.assertVerifyRefused(
        3,
        "no JSON: ",
        "--witness",
        evidence.witnessKey,
        "--witness-note",
        file("cut.json", "{\"items\": ["));
    refusals.assertVerifyRefused(
        3,
        "there is no note in it",
        "--witness",
        evidence.witnessKey,
        "--witness-note",
        file("other.json", "{\"metadata\": {\"note\": \"x\"}}"));
    refusals.assertVerifyRefused(
        2,
        "--witness-note: a note proves nothing without the key",
        "--witness-note",
        log.resolve("checkpoint"));
    assertRefused(
        3,
        "no proof: not a tlog-proof",
        "audit",
        "check-proof",
        file("proof", "hello\n"),
        "--log-key",
        evidence.logKey);
    assertRefused(
        2,
        "--reveal: there is no key to open it with",
        "audit",
        "prove",
        log,
        "--seq",
        1,
        "--reveal",
        folder.resolve("r"));
  }

  @Test
  void recordFilesThatAreNone() throws Exception {
    Path proof = folder.resolve("proof");
    Cli.run("audit", "prove", log, "--seq", 2, "-o", proof);
    for (String text :
        new String[] {
          "",
          "[]",
          "{",
          "{\"record\":1}",
          "{\"record\":\"\"}",
          "{\"record\":\"\",\"opening\":\"!\"}"
        }) {
      assertRefused(
          3,
          folder.resolve("r.json").toString(),
          "audit",
          "check-proof",
          proof,
          "--log-key",
          evidence.logKey,
          "--record",
          file("r.json", text));
    }
    assertRefused(
        1,
        "the entry does not commit to that record",
        "audit",
        "check-proof",
        proof,
        "--log-key",
        evidence.logKey,
        "--record",
        file("r.json", "{\"record\":\"\",\"opening\":\"\"}"));
  }

  @Test
  void somethingHugeIsNotRead() throws Exception {
    Path huge = Files.write(folder.resolve("huge"), new byte[(1 << 20) + 1]);

    refusals.assertVerifyRefused(3, huge + ": it has more than 1 MiB", "--kek", huge);
  }

  /** A link to an endless device, for one. */
  @Test
  void aHugeCheckpointIsNotReadEither() throws Exception {
    Files.write(log.resolve("checkpoint"), new byte[(1 << 20) + 1]);

    refusals.assertVerifyRefused(3, log + ": checkpoint has more than 1 MiB");
    assertRefused(3, "checkpoint has more than 1 MiB", "audit", "show", log);
    assertRefused(3, "checkpoint has more than 1 MiB", "audit", "prove", log, "--seq", 1);
  }

  /** No file could hold the hashes that its root is made of. */
  @Test
  void aCheckpointOverMoreEntriesThanThereCanBe() throws Exception {
    SignedNote note =
        TestLog.keys().signer().sign(new Checkpoint(TestLog.ORIGIN, Long.MAX_VALUE, new byte[32]));
    Path checkpoint = Files.write(folder.resolve("note"), note.encode());

    assertRefused(
        3,
        "no file holds the hashes of 9223372036854775807 entries",
        "audit",
        "prove",
        log,
        "--seq",
        1,
        "--checkpoint",
        checkpoint);
  }

  @Test
  void aFolderWithoutKeys() throws Exception {
    Path none = Files.createDirectory(folder.resolve("none"));
    Files.write(none.resolve("log.key"), new byte[32]);

    refusals.assertVerifyRefused(
        3, none + ": no file in it has a name that begins with kek", "--kek", none);
  }

  @Test
  void aReportThatCannotBeWritten() {
    refusals.assertVerifyRefused(
        3, folder.resolve("no/such/report").toString(), "-o", folder.resolve("no/such/report"));
  }
}
