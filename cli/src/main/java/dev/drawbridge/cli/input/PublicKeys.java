package dev.drawbridge.cli.input;

import dev.drawbridge.audit.note.MalformedNoteException;
import dev.drawbridge.audit.note.VerifierKey;
import dev.drawbridge.audit.note.VerifierKey.Kind;
import dev.drawbridge.cli.failure.CommandFailure;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Public keys as an option names them: as text, or in a file with one or several. */
final class PublicKeys {

  private static final String PEM_BEGIN = "-----BEGIN PUBLIC KEY-----";
  private static final String PEM_END = "-----END PUBLIC KEY-----";

  private final String option;
  private final Kind kind;

  PublicKeys(String option, Kind kind) {
    this.option = option;
    this.kind = kind;
  }

  /** The keys that the values of the option name, in their order. */
  List<NamedKey> read(List<String> values) {
    List<NamedKey> keys = new ArrayList<>();
    for (String value : values) {
      if (value.split("\\+", 3).length == 3) {
        keys.add(vkey(value, value));
      } else {
        keys.addAll(file(path(value)));
      }
    }
    return keys;
  }

  private Path path(String value) {
    try {
      return Path.of(value);
    } catch (InvalidPathException e) {
      throw CommandFailure.usage(
          option, "neither a key nor a file", "give a key (NAME+ID+BASE64) or a file with one");
    }
  }

  private List<NamedKey> file(Path file) {
    String text = new String(SmallFile.read(file), StandardCharsets.UTF_8).strip();
    if (text.startsWith(PEM_BEGIN)) {
      return List.of(new NamedKey("", pem(file, text)));
    }
    List<NamedKey> keys =
        text.lines()
            .map(String::strip)
            .filter(line -> !line.isEmpty() && !line.startsWith("#"))
            .map(line -> vkey(line, file))
            .toList();
    if (keys.isEmpty()) {
      throw CommandFailure.unreadable(
          file, "it has no key", "it needs a line NAME+ID+BASE64, or a public key in PEM");
    }
    return keys;
  }

  private NamedKey vkey(String text, Object from) {
    try {
      VerifierKey key = VerifierKey.parse(text);
      if (key.kind() == kind) {
        return new NamedKey(key.name(), key);
      }
    } catch (MalformedNoteException e) {
      throw CommandFailure.usage(
          option, "%s: %s".formatted(from, e.getMessage()), "copy the key again, whole");
    }
    throw CommandFailure.usage(
        option,
        "%s is a key of a %s".formatted(from, kind == Kind.LOG ? "witness" : "log"),
        kind == Kind.LOG ? "give it as --witness" : "give it as --log-key");
  }

  private VerifierKey pem(Path file, String text) {
    int end = text.indexOf(PEM_END);
    try {
      if (kind == Kind.LOG && end > 0) {
        byte[] der = Base64.getMimeDecoder().decode(text.substring(PEM_BEGIN.length(), end));
        return VerifierKey.of(
            "pem",
            kind,
            KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(der)));
      }
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      // Answered below, like a file that ends too early.
    }
    throw CommandFailure.unreadable(
        file,
        "it is no public key of Ed25519 in PEM",
        kind == Kind.LOG ? "copy it again, whole" : "a witness's key is a line NAME+ID+BASE64");
  }
}
