package dev.drawbridge.sidecar.inspection;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Picks out of an answer, or of the events of one, what a record needs: usage, why it ended, and
 * how much text there is. Knows the chat, completions, embeddings and responses APIs of OpenAI and
 * Triton's generate.
 */
final class AnswerMembers implements JsonFeed.Visitor {

  private static final int REASON_CHARACTERS = 64;

  /** Where a JSON number is exact; a record holds no larger one. */
  private static final long MOST_TOKENS = (1L << 53) - 1;

  private final CodePoints codePoints = new CodePoints();
  private OptionalLong tokensIn = OptionalLong.empty();
  private OptionalLong tokensOut = OptionalLong.empty();
  private OptionalLong cached = OptionalLong.empty();
  private @Nullable String finishReason;
  private boolean terminal;
  private boolean error;

  @Override
  public void token(JsonToken token, JsonParser parser) throws IOException {
    switch (token) {
      case VALUE_STRING -> text(parser);
      case VALUE_NUMBER_INT -> number(parser);
      case START_OBJECT -> {
        JsonStreamContext around = parser.getParsingContext().getParent();
        error |= around.getNestingDepth() == 1 && "error".equals(around.getCurrentName());
      }
      default -> {}
    }
  }

  /** Of all text so far. */
  long codePoints() {
    return codePoints.count();
  }

  /** Whether an event said that it is the last. */
  boolean terminal() {
    return terminal;
  }

  AnswerFacts facts(long contentEvents, boolean complete) {
    return new AnswerFacts(
        tokensIn,
        tokensOut,
        cached,
        finishReason,
        contentEvents,
        codePoints.count(),
        complete,
        error);
  }

  private void number(JsonParser parser) throws IOException {
    JsonStreamContext context = parser.getParsingContext();
    String name = context.getCurrentName();
    if (name == null || parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
      return;
    }
    long value = parser.getLongValue();
    if (value < 0 || value > MOST_TOKENS) {
      return;
    }
    switch (name) {
      case "prompt_tokens", "input_tokens" -> {
        if (isUsage(context)) {
          tokensIn = OptionalLong.of(value);
        }
      }
      case "completion_tokens", "output_tokens" -> {
        if (isUsage(context)) {
          tokensOut = OptionalLong.of(value);
        }
      }
      case "cached_tokens" -> {
        if (context.getNestingDepth() > 1 && isUsage(context.getParent())) {
          cached = OptionalLong.of(value);
        }
      }
      default -> {}
    }
  }

  /** Whether an object is {@code usage}, or {@code response.usage} in an event of responses. */
  private static boolean isUsage(JsonStreamContext object) {
    JsonStreamContext around = object.getParent();
    return around != null
        && "usage".equals(around.getCurrentName())
        && (around.getNestingDepth() == 1 || isResponse(around));
  }

  private static boolean isResponse(JsonStreamContext object) {
    return object.getNestingDepth() == 2 && "response".equals(object.getParent().getCurrentName());
  }

  private void text(JsonParser parser) throws IOException {
    JsonStreamContext context = parser.getParsingContext();
    String name = context.getCurrentName();
    if (name == null) {
      return;
    }
    switch (name) {
      case "type", "object" -> kind(parser, context);
      case "error" -> error |= context.getNestingDepth() == 1;
      case "finish_reason" -> {
        if (top(context).equals("choices")) {
          reason(parser);
        }
      }
      case "status" -> {
        if (context.getNestingDepth() == 1 || isResponse(context)) {
          status(parser);
        }
      }
      case "reason" -> {
        if (context.getNestingDepth() > 1
            && "incomplete_details".equals(context.getParent().getCurrentName())) {
          reason(parser);
        }
      }
      case "delta", "text_output" -> {
        if (context.getNestingDepth() == 1) {
          codePoints.add(parser);
        }
      }
      case "content", "reasoning_content", "reasoning", "refusal", "arguments", "text" -> {
        String top = top(context);
        if (top.equals("choices") || top.equals("output")) {
          codePoints.add(parser);
        }
      }
      default -> {}
    }
  }

  private void kind(JsonParser parser, JsonStreamContext context) throws IOException {
    if (context.getNestingDepth() != 1) {
      return;
    }
    switch (parser.getText()) {
      case "response.completed", "response.incomplete" -> terminal = true;
      case "response.failed" -> {
        terminal = true;
        error = true;
      }
      case "error" -> error = true;
      default -> {}
    }
  }

  /** Of the responses API: how it stands, which is why it ended once it has. */
  private void status(JsonParser parser) throws IOException {
    String status = parser.getText();
    if (!status.equals("in_progress") && !status.equals("queued") && finishReason == null) {
      finishReason = shortened(status);
    }
  }

  private void reason(JsonParser parser) throws IOException {
    finishReason = shortened(parser.getText());
  }

  private static String shortened(String text) {
    return text.substring(0, Math.min(text.length(), REASON_CHARACTERS));
  }

  /** The member of the whole that a value is in. */
  private static String top(JsonStreamContext context) {
    JsonStreamContext at = context;
    while (at.getNestingDepth() > 1) {
      at = at.getParent();
    }
    String name = at.getCurrentName();
    return name == null ? "" : name;
  }
}
