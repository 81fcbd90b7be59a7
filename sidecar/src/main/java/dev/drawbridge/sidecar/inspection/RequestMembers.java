package dev.drawbridge.sidecar.inspection;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Picks out of a request what a record needs. What two readers could take for two different
 * requests is a problem: a member twice, a member that some readers take for another one because
 * they ignore case, a {@code stream} that some take for true.
 */
final class RequestMembers {

  private static final int MOST = 1_000;
  private static final int MODEL_CHARACTERS = 256;
  private static final String STREAM = "stream";
  private static final String STREAM_OPTIONS = "stream_options";
  private static final String MODEL = "model";
  private static final List<String> GUARDED = List.of(STREAM, STREAM_OPTIONS, MODEL);

  private final Set<String> names = new HashSet<>();
  private final CodePoints codePoints = new CodePoints();
  private boolean stream;
  private boolean includeUsage;
  private @Nullable String model;
  private @Nullable String problem;

  /** The first one, as a sentence without anything of the body; null if there is none. */
  @Nullable String problem() {
    return problem;
  }

  RequestFacts facts(@Nullable String refusal) {
    return new RequestFacts(stream, model, codePoints.count(), includeUsage, refusal);
  }

  /** The next token behind the first brace, with the parser standing on it. */
  void token(JsonToken token, JsonParser parser) throws IOException {
    JsonStreamContext context = parser.getParsingContext();
    if (token == JsonToken.FIELD_NAME) {
      if (context.getNestingDepth() == 1) {
        name(parser.currentName());
      }
      return;
    }
    String member = topLevelMember(token, context);
    if (STREAM.equals(member)) {
      stream(token);
    } else if (token == JsonToken.VALUE_STRING) {
      text(member, parser);
    } else if (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE) {
      option(token, context);
    }
  }

  /** Which member of the whole the token is the value of, or begins; null if it is deeper. */
  private static @Nullable String topLevelMember(JsonToken token, JsonStreamContext context) {
    JsonStreamContext around = token.isStructStart() ? context.getParent() : context;
    return around.getNestingDepth() == 1 && !token.isStructEnd() ? around.getCurrentName() : null;
  }

  private void name(String name) {
    if (!names.add(name)) {
      problem = "A member of the body occurs twice, and readers differ on which one counts.";
    }
    if (names.size() > MOST) {
      problem = "The body has more than %d members.".formatted(MOST);
    }
    for (String guarded : GUARDED) {
      if (guarded.equalsIgnoreCase(name) && !guarded.equals(name)) {
        problem =
            "A member of the body is called almost '%s': write it in lower case."
                .formatted(guarded);
      }
    }
  }

  private void stream(JsonToken token) {
    switch (token) {
      case VALUE_TRUE -> stream = true;
      case VALUE_FALSE, VALUE_NULL -> stream = false;
      default -> problem = "The member 'stream' has to be true or false.";
    }
  }

  private void text(@Nullable String member, JsonParser parser) throws IOException {
    if (MODEL.equals(member)) {
      String text = parser.getText();
      model = text.substring(0, Math.min(text.length(), MODEL_CHARACTERS));
    } else {
      codePoints.add(parser);
    }
  }

  private void option(JsonToken token, JsonStreamContext context) {
    if (context.getNestingDepth() == 2
        && "include_usage".equals(context.getCurrentName())
        && STREAM_OPTIONS.equals(context.getParent().getCurrentName())) {
      includeUsage = token == JsonToken.VALUE_TRUE;
    }
  }
}
