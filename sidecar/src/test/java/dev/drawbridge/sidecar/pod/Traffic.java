package dev.drawbridge.sidecar.pod;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/** Consumers who ask one question after another, while something happens to the pod. */
public final class Traffic implements AutoCloseable {

  private static final List<Version> CONSUMERS =
      List.of(Version.HTTP_1_1, Version.HTTP_2, Version.HTTP_1_1, Version.HTTP_2);

  private final Pod pod;
  private final Semaphore answers = new Semaphore(0);
  private final CompletableFuture<HttpResponse<String>> refusal = new CompletableFuture<>();
  private final List<CompletableFuture<Void>> consumers;
  private final AtomicLong asked = new AtomicLong();
  private volatile boolean over;

  public Traffic(Pod pod) {
    this.pod = pod;
    consumers = CONSUMERS.stream().map(this::asking).toList();
  }

  private CompletableFuture<Void> asking(Version version) {
    return CompletableFuture.runAsync(() -> ask(version), Thread::startVirtualThread);
  }

  private void ask(Version version) {
    try (HttpClient client = pod.client("chatbot", version)) {
      while (!over) {
        asked.incrementAndGet();
        try {
          heard(client.send(pod.chat("{\"messages\":[]}").build(), BodyHandlers.ofString()));
        } catch (IOException e) {
          // Broken off: in strict mode that is how an answer ends that cannot be recorded.
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void heard(HttpResponse<String> answer) {
    if (answer.statusCode() == 200) {
      answers.release();
    } else {
      refusal.complete(answer);
    }
  }

  /** Waits until so many more were answered. */
  public void more(int answered) throws InterruptedException {
    answers.drainPermits();
    answers.acquire(answered);
  }

  /** How many questions there were so far. */
  public long asked() {
    return asked.get();
  }

  /** Waits for the first refusal. */
  public HttpResponse<String> refusal() {
    return refusal.join();
  }

  /** Waits for what is under way. */
  @Override
  public void close() {
    over = true;
    consumers.forEach(CompletableFuture::join);
  }
}
