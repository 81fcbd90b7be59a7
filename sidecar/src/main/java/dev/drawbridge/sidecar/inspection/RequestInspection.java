package dev.drawbridge.sidecar.inspection;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the JSON body of one request. Not safe for use by several threads.
 *
 * <p>It keeps a copy until the body is over: a body is passed on as a whole anyway, and Jackson's
 * parser for pieces takes a comma before a closing brace when the piece ends between them. So
 * whoever feeds has to limit the body.
 *
 * <p>Of a body of KServe's binary extension only the JSON in front is to be fed.
 */
public final class RequestInspection {

  private static final int FIRST = 2_048;

  private byte[] body = new byte[FIRST];
  private int length;

  /** Takes the next piece; where it was split makes no difference. The position is not moved. */
  public void feed(ByteBuffer piece) {
    int more = piece.remaining();
    if (more > body.length - length) {
      body = Arrays.copyOf(body, Math.max(2 * body.length, Math.addExact(length, more)));
    }
    piece.get(piece.position(), body, length, more);
    length += more;
  }

  /** The body is over. */
  public RequestFacts finish() {
    RequestMembers members = new RequestMembers();
    return members.facts(problem(members));
  }

  private @Nullable String problem(RequestMembers members) {
    try (JsonParser parser = JsonFactories.REQUESTS.createParser(body, 0, length)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return "The body has to be one JSON object.";
      }
      while (!parser.getParsingContext().inRoot() && members.problem() == null) {
        members.token(parser.nextToken(), parser);
      }
      return members.problem() == null && parser.nextToken() != null
          ? "The body goes on behind its JSON object."
          : members.problem();
    } catch (StreamConstraintsException e) {
      return "The body is nested too deep, or a name or a number in it is longer than is permitted.";
    } catch (JsonEOFException e) {
      return "The body ends before its JSON does.";
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      return "The body is not valid JSON at line %d, column %d."
          .formatted(at.getLineNr(), at.getColumnNr());
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory can always be read", e);
    }
  }
}
