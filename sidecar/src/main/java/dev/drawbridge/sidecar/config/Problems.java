package dev.drawbridge.sidecar.config;

import dev.drawbridge.sidecar.config.InvalidConfigException.Problem;
import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong, so that somebody who corrects a file learns all of it at once. */
final class Problems {

  private final List<Problem> found = new ArrayList<>();

  void add(String path, String reason, String fix) {
    found.add(new Problem(path, reason, fix));
  }

  void throwIfAny() throws InvalidConfigException {
    if (!found.isEmpty()) {
      throw new InvalidConfigException(found);
    }
  }
}
