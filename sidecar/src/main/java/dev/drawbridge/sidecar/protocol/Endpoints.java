package dev.drawbridge.sidecar.protocol;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The endpoints that consumers of one protocol may use. Immutable.
 *
 * <p>A server of one's own ({@link Protocol#HTTP}) has no list: any path by GET, HEAD or POST but
 * for administrative ones.
 */
public final class Endpoints {

  private static final List<String> OWN_METHODS = List.of("GET", "HEAD", "POST");
  private static final Match OWN = new Match.Allowed(Operation.HTTP, Body.STREAM);
  private static final String GRPC_SERVICE = "inference.GRPCInferenceService";

  private final Protocol protocol;
  private final List<Route> routes;
  private final Map<String, Route> exact;

  private Endpoints(Protocol protocol) {
    this.protocol = protocol;
    routes = Routes.of(protocol);
    exact =
        routes.stream()
            .filter(Route::exact)
            .collect(Collectors.toUnmodifiableMap(Route::target, Function.identity()));
  }

  public static Endpoints of(Protocol protocol) {
    return new Endpoints(protocol);
  }

  /**
   * Looks an endpoint up.
   *
   * @param method as received; methods are case-sensitive
   * @param target path and query as received, nothing decoded
   */
  public Match match(String method, String target) {
    Route route = exact.get(target);
    if (route != null) {
      return of(route, method);
    }
    Optional<String> problem = Target.problem(target);
    return problem.isPresent()
        ? new Match.Malformed(problem.get())
        : look(method, Target.of(target));
  }

  private Match look(String method, Target target) {
    Optional<String> administrative = administrative(target.path());
    if (administrative.isPresent()) {
      return new Match.Forbidden(administrative.get());
    }
    if (protocol == Protocol.HTTP) {
      return OWN_METHODS.contains(method) ? OWN : new Match.WrongMethod(OWN_METHODS);
    }
    return routes.stream()
        .filter(route -> route.leadsTo(target.path()))
        .findFirst()
        .map(
            route ->
                target.query()
                    ? new Match.Malformed("This endpoint has no query: remove it from '?' on.")
                    : of(route, method))
        .orElseGet(() -> new Match.Unknown(routes.stream().map(Route::toString).toList()));
  }

  private Optional<String> administrative(List<String> path) {
    boolean exactly = exact.containsKey("/" + String.join("/", path));
    if (exactly) {
      return Optional.empty();
    }
    return protocol == Protocol.GRPC && path.getFirst().equals(GRPC_SERVICE)
        ? Optional.of(
            "Of this service, consumers may only infer and ask for readiness or metadata.")
        : AdministrativePaths.reason(path);
  }

  private static Match of(Route route, String method) {
    return route.method().equals(method)
        ? route.allowed()
        : new Match.WrongMethod(List.of(route.method()));
  }
}
