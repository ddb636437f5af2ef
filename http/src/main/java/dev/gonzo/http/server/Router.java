package dev.gonzo.http.server;

import dev.gonzo.Async;
import dev.gonzo.Elsewhere;
import dev.gonzo.http.engine.Headers;
import dev.gonzo.http.message.BodySink;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the handler of a request by its method and path.
 *
 * <pre>{@code
 * var router = Router.of()
 *     .get("/orders/{id}", exchange -> exchange.send(orders.find(exchange.parameter("id"))))
 *     .post("/orders", this::order)
 *     .mount("/static", StaticFiles.below(Path.of("www")));
 * Http.serve("0.0.0.0", 8080, router);
 * }</pre>
 *
 * <p>A pattern is literal segments, {@code {name}} for one segment that is not empty, and at its
 * end {@code {name...}} for the rest of the path. The most specific pattern matches: from the left,
 * a literal before a parameter, and a parameter before the rest. Segments are decoded one by one,
 * so an encoded slash stays in its parameter. Paths that contain {@code .} or {@code ..} as a
 * segment, encoded or not, NUL, or wrong encodings are answered with 400.
 *
 * <p>HEAD is answered by the route of GET, OPTIONS with the methods that are possible, another
 * method with 405, and another path with 404. If only a slash at the end is missing or too much,
 * the client is redirected (308). An extended CONNECT, which is how a WebSocket begins over HTTP/2,
 * finds the routes of GET.
 *
 * <p>Add all routes before it serves. After that it does not change, and several kernels may use
 * it.
 */
public final class Router implements ExchangeHandler {
  private final RouteNode tree = new RouteNode();

  /** Routes without parameters by their paths, to be found at once. */
  private final Map<String, Map<String, RouteNode.Route>> literals = new HashMap<>();

  private final List<ExchangeFilter> filters = new ArrayList<>();
  private ExchangeHandler entry = this::choose;
  private @Nullable ExchangeHandler otherwise;
  private boolean isServing;

  private Router() {}

  /** {@return a router without routes} Never suspends. */
  public static Router of() {
    return new Router();
  }

  // ---------------------------------------------------------------- routes

  /**
   * Adds a route for GET, and for HEAD unless that has one of its own. Never suspends.
   *
   * @param pattern the paths
   * @param handler answers
   * @return this router
   * @throws IllegalArgumentException if the pattern is wrong, or matches the same paths as another
   * @throws IllegalStateException if it has begun to serve
   */
  public Router get(String pattern, @Elsewhere ExchangeHandler handler) {
    return route("GET", pattern, handler);
  }

  /**
   * Adds a route for POST. Never suspends.
   *
   * @param pattern the paths
   * @param handler answers
   * @return this router
   * @throws IllegalArgumentException if the pattern is wrong, or matches the same paths as another
   * @throws IllegalStateException if it has begun to serve
   */
  public Router post(String pattern, @Elsewhere ExchangeHandler handler) {
    return route("POST", pattern, handler);
  }

  /**
   * Adds a route for PUT. Never suspends.
   *
   * @param pattern the paths
   * @param handler answers
   * @return this router
   * @throws IllegalArgumentException if the pattern is wrong, or matches the same paths as another
   * @throws IllegalStateException if it has begun to serve
   */
  public Router put(String pattern, @Elsewhere ExchangeHandler handler) {
    return route("PUT", pattern, handler);
  }

  /**
   * Adds a route for PATCH. Never suspends.
   *
   * @param pattern the paths
   * @param handler answers
   * @return this router
   * @throws IllegalArgumentException if the pattern is wrong, or matches the same paths as another
   * @throws IllegalStateException if it has begun to serve
   */
  public Router patch(String pattern, @Elsewhere ExchangeHandler handler) {
    return route("PATCH", pattern, handler);
  }

  /**
   * Adds a route for DELETE. Never suspends.
   *
   * @param pattern the paths
   * @param handler answers
   * @return this router
   * @throws IllegalArgumentException if the pattern is wrong, or matches the same paths as another
   * @throws IllegalStateException if it has begun to serve
   */
  public Router delete(String pattern, @Elsewhere ExchangeHandler handler) {
    return route("DELETE", pattern, handler);
  }

  /**
   * Adds a route. Never suspends.
   *
   * @param method the method, such as {@code PROPFIND}
   * @param pattern the paths
   * @param handler answers
   * @return this router
   * @throws IllegalArgumentException if the pattern is wrong, or matches the same paths as another
   * @throws IllegalStateException if it has begun to serve
   */
  public Router route(String method, String pattern, @Elsewhere ExchangeHandler handler) {
    requireUnused();
    RoutePattern parsed = RoutePattern.parse(pattern);
    var route = new RouteNode.Route(parsed, handler, false);
    tree.add(method, route);
    if (parsed.isLiteral()) {
      literals.computeIfAbsent(pattern, _ -> new HashMap<>()).put(method, route);
    }
    return this;
  }

  /**
   * Adds a handler for everything at and below a path, in all methods, such as another router or
   * {@link StaticFiles}. These see only the path below. More specific routes come first. Never
   * suspends.
   *
   * @param prefix the path, without a slash at its end; it may have parameters
   * @param handler answers
   * @return this router
   * @throws IllegalArgumentException if the prefix is wrong, or another handler is mounted there
   * @throws IllegalStateException if it has begun to serve
   */
  public Router mount(String prefix, @Elsewhere ExchangeHandler handler) {
    requireUnused();
    if (prefix.endsWith("/") && prefix.length() > 1) {
      throw new IllegalArgumentException("a prefix has no slash at its end, got " + prefix);
    }
    RoutePattern parsed =
        prefix.equals("/")
            ? new RoutePattern("/", List.of(), List.of(), false)
            : RoutePattern.parse(prefix);
    if (parsed.hasTail()) {
      throw new IllegalArgumentException("a prefix takes the rest by itself, got " + prefix);
    }
    tree.add(RouteNode.ALL, new RouteNode.Route(parsed, handler, true));
    return this;
  }

  /**
   * Adds a filter around everything that this router answers, also with 404. The one that was added
   * first is the outermost. Never suspends.
   *
   * @param filter the filter
   * @return this router
   * @throws IllegalStateException if it has begun to serve
   */
  public Router with(@Elsewhere ExchangeFilter filter) {
    requireUnused();
    filters.add(filter);
    entry = this::choose;
    for (ExchangeFilter each : filters.reversed()) {
      ExchangeHandler next = entry;
      entry = exchange -> each.handle(exchange, next);
    }
    return this;
  }

  /**
   * Sets what answers a path that no route matches, in place of 404. Never suspends.
   *
   * @param handler answers
   * @return this router
   * @throws IllegalStateException if it has begun to serve
   */
  public Router otherwise(@Elsewhere ExchangeHandler handler) {
    requireUnused();
    otherwise = handler;
    return this;
  }

  private void requireUnused() {
    if (isServing) {
      throw new IllegalStateException("this router serves already: add routes before");
    }
  }

  // ---------------------------------------------------------------- requests

  /**
   * Answers a request by the handler of its route.
   *
   * <p>Suspends as that handler does.
   *
   * @throws StatusException 400, 404 or 405 as described above, or from the handler
   * @throws Exception if the handler throws it
   */
  @Async
  @Override
  public void handle(Exchange exchange) throws Exception {
    isServing = true;
    entry.handle(exchange);
  }

  private void choose(Exchange exchange) throws Exception {
    String below = exchange.pathBelow();
    String path = below.isEmpty() ? "/" : below;
    String method = exchange.isExtendedConnect() ? "GET" : exchange.method();
    Map<String, RouteNode.Route> exact = literals.get(path);
    RouteNode.Route route = exact == null ? null : exact.get(method);
    if (route != null) {
      route.handler().handle(exchange);
    } else if (path.startsWith("/")) {
      search(exchange, path, method);
    } else {
      answerOther(exchange, Set.of());
    }
  }

  private void search(Exchange exchange, String path, String method) throws Exception {
    List<String> segments = PathSegments.decoded(path);
    var allowed = new TreeSet<String>();
    RouteNode.Route route = tree.find(segments, 0, method, allowed);
    if (route != null) {
      PathParameters.set(exchange, route, segments, path);
      route.handler().handle(exchange);
    } else if (allowed.isEmpty() && isOtherSlash(segments)) {
      redirect(exchange);
    } else {
      answerOther(exchange, allowed);
    }
  }

  /** Whether there is a route for the path with a slash at its end, or without. */
  private boolean isOtherSlash(List<String> segments) {
    var other = new ArrayList<>(segments);
    if (!other.getLast().isEmpty()) {
      other.add("");
    } else {
      other.removeLast();
      if (other.isEmpty() || other.getLast().isEmpty()) {
        return false;
      }
    }
    var allowed = new TreeSet<String>();
    return tree.find(other, 0, "GET", allowed) != null || !allowed.isEmpty();
  }

  private static void redirect(Exchange exchange) throws Exception {
    String target = exchange.target();
    String path = PathSegments.pathOf(target);
    String query = target.substring(path.length());
    List<String> segments = PathSegments.decoded(path);
    // Encoded anew: a browser takes a slash or a backslash at the beginning for another host.
    if (segments.getLast().isEmpty()) {
      segments.removeLast();
    } else {
      segments.add("");
    }
    exchange.header("location", PathSegments.encoded(segments) + query);
    exchange.send(308, new byte[0]);
  }

  private void answerOther(Exchange exchange, Set<String> allowed) throws Exception {
    if (allowed.isEmpty() && !exchange.target().equals("*")) {
      if (otherwise == null) {
        throw new StatusException(404, "there is nothing at this path");
      }
      otherwise.handle(exchange);
      return;
    }
    var methods = new TreeSet<>(allowed);
    methods.add("OPTIONS");
    if (methods.contains("GET")) {
      methods.add("HEAD");
    }
    String allow = String.join(", ", methods);
    if (exchange.method().equals("OPTIONS")) {
      exchange.header("allow", allow);
      BodySink _ = exchange.respond(204, OptionalLong.empty());
    } else {
      throw new StatusException(
          405, "this path has other methods: " + allow, Headers.of("allow", allow));
    }
  }
}
