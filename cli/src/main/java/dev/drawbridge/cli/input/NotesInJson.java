package dev.drawbridge.cli.input;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.drawbridge.cli.failure.CommandFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Notes as {@code kubectl get configmaps -o json} prints them: the witness remembers each log in a
 * ConfigMap, whose key {@code note} has the checkpoint.
 */
final class NotesInJson {

  private static final Pattern NOTE = Pattern.compile("(/items/\\d+)?/data/note");

  private NotesInJson() {}

  /** Whether a file is one, and not a note itself. */
  static boolean isOne(byte[] content) {
    return content.length > 0 && content[0] == '{';
  }

  /** The notes in a ConfigMap, or in a list of them. */
  static List<byte[]> in(Path file, byte[] content) {
    List<byte[]> notes = new ArrayList<>();
    try (JsonParser json = new JsonFactory().createParser(content)) {
      for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
        if (token == JsonToken.VALUE_STRING && isNote(json)) {
          notes.add(json.getText().getBytes(StandardCharsets.UTF_8));
        }
      }
    } catch (JsonProcessingException e) {
      throw CommandFailure.unreadable(
          file, "no JSON: " + e.getOriginalMessage(), "let kubectl write it again, with -o json");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (notes.isEmpty()) {
      throw CommandFailure.unreadable(
          file,
          "there is no note in it",
          "ask for the ConfigMaps of the witness; docs/auditor.md has the command");
    }
    return notes;
  }

  private static boolean isNote(JsonParser json) {
    return NOTE.matcher(json.getParsingContext().pathAsPointer().toString()).matches();
  }
}
