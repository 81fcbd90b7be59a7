package dev.drawbridge.operator.harness;

import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Lets something happen at the very moment at which the status of a deployment is written. */
public final class DuringStatusWrite implements Interceptor {

  private final Queue<Runnable> surprises = new ConcurrentLinkedQueue<>();

  public void install(HttpClient.Builder builder) {
    builder.addOrReplaceInterceptor("during-status-write", this);
  }

  /** Happens once, with the next status that is written. */
  public void next(Runnable surprise) {
    surprises.add(surprise);
  }

  /** Whether all that was to happen has happened. */
  public boolean isOver() {
    return surprises.isEmpty();
  }

  @Override
  public void before(BasicBuilder to, HttpRequest request, RequestTags tags) {
    String path = request.uri().getPath();
    if (path.contains("/modeldeployments/") && path.endsWith("/status")) {
      Runnable surprise = surprises.poll();
      if (surprise != null) {
        surprise.run();
      }
    }
  }
}
