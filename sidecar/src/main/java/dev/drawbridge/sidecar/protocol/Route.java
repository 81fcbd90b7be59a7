package dev.drawbridge.sidecar.protocol;

import java.util.List;

/**
 * One endpoint.
 *
 * @param path segments, of which {@code *} stands for any one
 */
record Route(String method, List<String> path, Match.Allowed allowed) {

  private static final String ANY = "*";

  static Route get(String path, Operation operation) {
    return of("GET", path, operation, Body.NONE);
  }

  static Route post(String path, Operation operation, Body body) {
    return of("POST", path, operation, body);
  }

  private static Route of(String method, String path, Operation operation, Body body) {
    return new Route(
        method, List.of(path.substring(1).split("/", -1)), new Match.Allowed(operation, body));
  }

  boolean exact() {
    return !path.contains(ANY);
  }

  boolean leadsTo(List<String> segments) {
    if (segments.size() != path.size()) {
      return false;
    }
    for (int i = 0; i < path.size(); i++) {
      String expected = path.get(i);
      String segment = segments.get(i);
      if (expected.equals(ANY) ? segment.isEmpty() : !expected.equals(segment)) {
        return false;
      }
    }
    return true;
  }

  String target() {
    return "/" + String.join("/", path);
  }

  @Override
  public String toString() {
    return method + " " + target();
  }
}
