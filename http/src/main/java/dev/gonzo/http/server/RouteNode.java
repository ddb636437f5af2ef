package dev.gonzo.http.server;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A segment in the tree of routes, with the segments that may follow and the routes that end. */
final class RouteNode {
  /**
   * A route.
   *
   * @param isMount whether the handler answers everything below the pattern
   */
  record Route(RoutePattern pattern, ExchangeHandler handler, boolean isMount) {}

  /** The key of handlers for all methods. */
  static final String ALL = "*";

  private final Map<String, RouteNode> literals = new HashMap<>();
  private @Nullable RouteNode parameter;
  private final Map<String, Route> here = new HashMap<>();
  private final Map<String, Route> tails = new HashMap<>();

  void add(String method, Route route) {
    RouteNode node = this;
    for (String segment : route.pattern().segments()) {
      if (segment != null) {
        node = node.literals.computeIfAbsent(segment, _ -> new RouteNode());
      } else {
        if (node.parameter == null) {
          node.parameter = new RouteNode();
        }
        node = node.parameter;
      }
    }
    boolean takesRest = route.pattern().hasTail() || route.isMount();
    Route before = (takesRest ? node.tails : node.here).putIfAbsent(method, route);
    if (before != null) {
      throw new IllegalArgumentException(
          "%s %s conflicts with %s: both match the same paths"
              .formatted(method, route.pattern().text(), before.pattern().text()));
    }
  }

  /**
   * Finds the most specific route: at each segment from the left a literal is preferred to a
   * parameter, and a parameter to a tail.
   *
   * @param allowed where the methods of routes are added that match but for the method
   * @return null if there is none
   */
  @Nullable Route find(List<String> segments, int at, String method, Set<String> allowed) {
    Route found = null;
    if (at == segments.size()) {
      found = choose(here, method, allowed);
    } else {
      String segment = segments.get(at);
      RouteNode literal = literals.get(segment);
      if (literal != null) {
        found = literal.find(segments, at + 1, method, allowed);
      }
      if (found == null && parameter != null && !segment.isEmpty()) {
        found = parameter.find(segments, at + 1, method, allowed);
      }
    }
    if (found != null) {
      return found;
    }
    // A tail takes what follows a slash; a mount also the path without one.
    Route tail = choose(tails, method, allowed);
    return tail != null && (at < segments.size() || tail.isMount()) ? tail : null;
  }

  private static @Nullable Route choose(
      Map<String, Route> routes, String method, Set<String> allowed) {
    Route route = routes.get(method);
    if (route == null && method.equals("HEAD")) {
      route = routes.get("GET");
    }
    if (route == null) {
      route = routes.get(ALL);
    }
    if (route == null) {
      allowed.addAll(routes.keySet());
    }
    return route;
  }
}
