package dev.drawbridge.operator.plan;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import io.fabric8.kubernetes.api.model.Duration;
import java.io.IOException;

/**
 * A duration that is written as Kubernetes itself writes one, such as {@code 168h0m0s}
 * (https://pkg.go.dev/time#Duration.String). The client's own is written in nanoseconds, which
 * whoever else reads and writes the object turns into this form: two managers would differ for ever
 * on what is the same.
 */
@JsonSerialize(using = CanonicalDuration.Form.class)
public final class CanonicalDuration extends Duration {

  private static final long serialVersionUID = 1;

  private CanonicalDuration(java.time.Duration duration) {
    super(duration);
  }

  /** So many whole hours. */
  public static CanonicalDuration hours(int number) {
    return new CanonicalDuration(java.time.Duration.ofHours(number));
  }

  /** For spans of whole seconds from one hour on, which are all that occur. */
  static final class Form extends JsonSerializer<Duration> {
    @Override
    public void serialize(Duration value, JsonGenerator to, SerializerProvider provider)
        throws IOException {
      java.time.Duration span = value.getDuration();
      to.writeString(
          "%dh%dm%ds".formatted(span.toHours(), span.toMinutesPart(), span.toSecondsPart()));
    }
  }
}
