package dev.drawbridge.operator.collector;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.drawbridge.audit.mirror.PublishedFile;
import dev.drawbridge.audit.note.Checkpoint;
import dev.drawbridge.audit.note.MalformedNoteException;
import dev.drawbridge.audit.note.SignedNote;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A log over HTTP; docs/log-port.md has the calls. */
final class HttpPodLog implements PodLog {

  private static final int OK = 200;
  private static final int NO_CONTENT = 204;
  private static final int PARTIAL = 206;
  private static final int CONFLICT = 409;

  /** Far more than a checkpoint, a status, or a problem. */
  private static final int SMALL = 1 << 17;

  /** 10,000 segments. */
  private static final int LISTING = 1 << 20;

  private static final int CHUNK = 1 << 20;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  private final PodCalls calls;
  private final String base;

  /** A checkpoint as it is sent. */
  private record CheckpointDocument(long oldSize, List<byte[]> proof, String note) {}

  /** Of the status, what matters here when there are too few entries. */
  private record Sizes(long checkpointSize) {}

  HttpPodLog(PodCalls calls, String base) {
    this.calls = calls;
    this.base = base;
  }

  @Override
  public Status status() throws IOException {
    return read(get("/v1/status", SMALL, OK), Status.class);
  }

  @Override
  public Answer checkpoint(long old) throws IOException {
    HttpResponse<byte[]> response =
        get("/v1/checkpoint?old=" + old, SMALL, OK, NO_CONTENT, CONFLICT);
    return switch (response.statusCode()) {
      case NO_CONTENT -> new Nothing();
      case CONFLICT -> new Fewer(read(response, Sizes.class).checkpointSize());
      default -> offer(old, read(response, CheckpointDocument.class));
    };
  }

  private static Offer offer(long old, CheckpointDocument document) throws IOException {
    try {
      SignedNote note = SignedNote.parse(document.note().getBytes(StandardCharsets.UTF_8));
      Checkpoint checkpoint = Checkpoint.parse(note.text());
      boolean whole = document.proof().stream().allMatch(Objects::nonNull);
      if (whole && document.oldSize() == old && checkpoint.size() > old) {
        return new Offer(List.copyOf(document.proof()), note, checkpoint);
      }
    } catch (MalformedNoteException e) {
      throw new IOException("what should be a checkpoint is none: " + e.getMessage(), e);
    }
    throw new IOException("the checkpoint is not the one that was asked for");
  }

  @Override
  public List<PublishedFile> files() throws IOException {
    return List.of(read(get("/v1/files", LISTING, OK), PublishedFile[].class));
  }

  @Override
  public byte[] read(String name, long from) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base + "/v1/files/" + name))
            .header("Range", "bytes=%d-".formatted(from))
            .build();
    HttpResponse<byte[]> response = expect(calls.send(request, CHUNK), OK, PARTIAL);
    // An answer without a range is the whole file.
    boolean fits = response.statusCode() == PARTIAL || from == 0;
    if (!fits || response.body().length == 0) {
      throw new IOException("%s holds no bytes from %d on".formatted(name, from));
    }
    return response.body();
  }

  @Override
  public void cosign(Checkpoint checkpoint, SignedNote.Signature cosignature) throws IOException {
    byte[] note = new SignedNote(checkpoint.text(), List.of(cosignature)).encode();
    int line = checkpoint.text().getBytes(StandardCharsets.UTF_8).length + 1; // a blank one between
    post(
        "/v1/cosignature?size=" + checkpoint.size(),
        BodyPublishers.ofByteArray(note, line, note.length - line));
  }

  @Override
  public void acknowledge(long index, long witness) throws IOException {
    byte[] body = JSON.writeValueAsBytes(Map.of("index", index, "witness", witness));
    post("/v1/acknowledge", BodyPublishers.ofByteArray(body));
  }

  private HttpResponse<byte[]> get(String path, int most, int... statuses) throws IOException {
    return expect(
        calls.send(HttpRequest.newBuilder(URI.create(base + path)).build(), most), statuses);
  }

  private void post(String path, BodyPublisher body) throws IOException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(base + path)).POST(body).build();
    expect(calls.send(request, SMALL), NO_CONTENT);
  }

  private static HttpResponse<byte[]> expect(HttpResponse<byte[]> response, int... statuses)
      throws IOException {
    for (int status : statuses) {
      if (response.statusCode() == status) {
        return response;
      }
    }
    throw new IOException(
        "%s answered with %d".formatted(response.uri().getPath(), response.statusCode()));
  }

  private static <T> T read(HttpResponse<byte[]> response, Class<T> type) throws IOException {
    return read(response.uri().getPath(), response.body(), type);
  }

  /**
   * Reads an answer.
   *
   * @throws IOException also if it lacks anything
   */
  static <T> T read(String path, byte[] body, Class<T> type) throws IOException {
    try {
      T document = JSON.readValue(body, type);
      if (document != null) {
        return document;
      }
    } catch (JsonProcessingException e) {
      // Without the text that was sent: who sent it is not to be believed.
      throw new IOException("%s answered with something else than asked for".formatted(path), e);
    }
    throw new IOException("%s answered with nothing".formatted(path));
  }
}
