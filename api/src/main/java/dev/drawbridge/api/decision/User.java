package dev.drawbridge.api.decision;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/** Who asked, as the API server authenticated them. */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record User(String username, List<String> groups) {

  public User {
    groups = Absent.toEmpty(groups);
  }
}
