package dev.drawbridge.api.decision;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The images a deployment uses. */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record ImagesFact(
    FactState state,
    @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable Instant observedAt,
    List<ImageFact> items) {

  public ImagesFact {
    items = Absent.toEmpty(items);
  }
}
