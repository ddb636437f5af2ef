package dev.gonzo.http.server;

import dev.gonzo.http.server.RouteNode.Route;
import java.util.LinkedHashMap;
import java.util.List;

/** The values of the parameters of a route. */
final class PathParameters {
  private PathParameters() {}

  /**
   * Sets the parameters of an exchange, besides those of the routers above, and below which path a
   * mounted handler is.
   *
   * @param path the path in which the route was found, as it was sent
   */
  static void set(Exchange exchange, Route route, List<String> segments, String path)
      throws StatusException {
    RoutePattern pattern = route.pattern();
    List<String> names = pattern.names();
    if (!names.isEmpty()) {
      var values = new LinkedHashMap<String, String>(exchange.parameters());
      int next = 0;
      for (int i = 0; i < pattern.segments().size(); i++) {
        if (pattern.segments().get(i) == null) {
          values.put(names.get(next++), segments.get(i));
        }
      }
      if (pattern.hasTail()) {
        values.put(
            names.get(next), tail(segments.subList(pattern.segments().size(), segments.size())));
      }
      exchange.parameters(values);
    }
    if (route.isMount()) {
      int below = 0;
      for (int i = 0; i < pattern.segments().size(); i++) {
        below = path.indexOf('/', below + 1);
        if (below < 0) {
          below = path.length();
        }
      }
      exchange.mount(path.substring(below));
    }
  }

  private static String tail(List<String> segments) throws StatusException {
    for (String segment : segments) {
      if (segment.indexOf('/') >= 0) {
        throw new StatusException(400, "an encoded slash is not possible in this part of a path");
      }
    }
    return String.join("/", segments);
  }
}
