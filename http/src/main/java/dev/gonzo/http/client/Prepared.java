package dev.gonzo.http.client;

import dev.gonzo.http.engine.Header;
import dev.gonzo.http.engine.Headers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;

/**
 * A request with the fields that the client adds.
 *
 * @param route how the server is reached
 * @param outgoing what is sent
 * @param asksForCompressed whether the client, and not the user, asks for a compressed body
 */
record Prepared(Route route, Outgoing outgoing, boolean asksForCompressed) {

  static Prepared of(Request request, ClientOptions options) {
    Route route = Route.to(request.origin(), options.proxy(), options.versions());
    var fields = new ArrayList<Header>(request.headers().size() + 4);
    request.headers().forEach(fields::add);
    boolean asks =
        options.decompression().isOn()
            && !request.headers().has("accept-encoding")
            && !request.headers().has("range");
    if (asks) {
      fields.add(new Header("accept-encoding", "gzip, deflate"));
    }
    if (route.isAbsolute()) {
      route.proxy().orElseThrow().headers().forEach(fields::add);
    }
    var outgoing =
        new Outgoing(
            request.method(),
            request.origin(),
            Origin.target(request.uri()),
            route.isAbsolute(),
            Headers.of(fields),
            request.body(),
            false);
    return new Prepared(route, outgoing, asks);
  }

  /** Prepares a request that only HTTP/1.1 has, or that is to have a connection of its own. */
  static Prepared overHttp1(Request request, Headers fields, ClientOptions options) {
    Route route = Route.overHttp1(request.origin(), options.proxy());
    var outgoing =
        new Outgoing(
            request.method(),
            request.origin(),
            Origin.target(request.uri()),
            false,
            fields,
            request.body(),
            false);
    return new Prepared(route, outgoing, false);
  }

  Prepared patient() {
    return new Prepared(route, outgoing.patient(), asksForCompressed);
  }

  /** What is sent, if it is first asked whether the body may come. */
  Outgoing request(Optional<Duration> expectation) {
    return expectation.isEmpty()
        ? outgoing
        : outgoing.withHeaders(outgoing.headers().with("expect", "100-continue"));
  }
}
