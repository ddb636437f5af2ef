// A reverse proxy: passes requests on to several servers in turn, and asks the next one if one
// fails. Bodies stream in both directions.
//   ./gonzo run examples/ReverseProxy.java PORT SERVER...
//   ./gonzo run examples/ReverseProxy.java 8000 http://127.0.0.1:8080 http://127.0.0.1:8081

import static dev.gonzo.Gonzo.*;
import static java.time.Duration.ofSeconds;

import dev.gonzo.*;
import dev.gonzo.http.*;
import dev.gonzo.http.client.*;
import dev.gonzo.http.engine.*;
import dev.gonzo.http.message.*;
import dev.gonzo.http.server.*;
import dev.gonzo.stream.*;

/** Fields that are about one connection, and are not passed on; those that Connection names too. */
final Set<String> PER_CONNECTION =
    Set.of(
        "connection",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade");

/** Methods that may be sent twice, because the second time changes nothing. */
final Set<String> IDEMPOTENT = Set.of("GET", "HEAD", "OPTIONS", "PUT", "DELETE");

final class Upstream {
  final String base;
  boolean isUp = true;

  Upstream(String base) {
    this.base = base;
  }
}

final List<Upstream> upstreams = new ArrayList<>();
int turn;

void main(String[] arguments) throws Exception {
  if (arguments.length < 2) {
    IO.println("usage: ReverseProxy.java PORT SERVER...");
    return;
  }
  int port = Integer.parseInt(arguments[0]);
  for (int i = 1; i < arguments.length; i++) upstreams.add(new Upstream(arguments[i]));
  var options =
      ClientOptions.defaults()
          .withRedirects(Redirects.none())
          .withDecompression(Decompression.off());
  run(() -> {
    try (Client client = Http.client(options);
        HttpServer server = Http.listen("127.0.0.1", port, ServerOptions.defaults())) {
      for (Upstream upstream : upstreams)
        spawnDaemon("health of " + upstream.base, () -> watch(client, upstream));
      IO.println("listening on " + server.localAddress());
      server.serve(exchange -> pass(client, exchange));
    }
  });
}

void watch(Client client, Upstream upstream) {
  for (var _ : every(ofSeconds(1))) {
    boolean isUp = isHealthy(client, upstream);
    if (isUp != upstream.isUp) IO.println(upstream.base + (isUp ? " is up" : " is down"));
    upstream.isUp = isUp;
  }
}

boolean isHealthy(Client client, Upstream upstream) {
  try (var response =
      timeoutAfter(ofSeconds(1), () -> client.get(URI.create(upstream.base + "/health")))) {
    return response.status() < 500;
  } catch (IOException | DeadlineExceededException failure) {
    return false;
  }
}

void pass(Client client, Exchange exchange) throws Exception {
  boolean hasBody = exchange.body().length().orElse(1) > 0;
  boolean mayRepeat = !hasBody && IDEMPOTENT.contains(exchange.method());
  for (Upstream upstream : inTurn()) {
    Response response;
    try {
      Request request = request(exchange, upstream, hasBody);
      response = timeoutAfter(ofSeconds(30), () -> client.send(request));
    } catch (DeadlineExceededException late) {
      throw new StatusException(504, "The server behind this one does not answer.");
    } catch (ConnectException refused) {
      upstream.isUp = false; // until the next check
      continue;
    } catch (IOException failure) {
      if (mayRepeat) continue;
      throw new StatusException(502, "The server behind this one has failed.");
    }
    try (response) {
      passOn(response, exchange);
      return;
    }
  }
  throw new StatusException(502, "No server behind this one answers.");
}

/** The servers that are up, each time beginning with another one. */
List<Upstream> inTurn() {
  var those = new ArrayList<>(upstreams.stream().filter(upstream -> upstream.isUp).toList());
  Collections.rotate(those, -turn++);
  return those;
}

Request request(Exchange exchange, Upstream upstream, boolean hasBody) throws StatusException {
  URI uri;
  try {
    uri = new URI(upstream.base + exchange.target());
  } catch (URISyntaxException invalid) {
    throw new StatusException(400, "This proxy cannot pass on such a path.");
  }
  String client = ((InetSocketAddress) exchange.peer()).getAddress().getHostAddress();
  String before = String.join(", ", exchange.headers().all("x-forwarded-for"));
  var headers =
      passedOn(exchange.headers())
          .without("content-length")
          .without("expect")
          .without("host")
          .without("x-forwarded-for")
          .with("x-forwarded-for", before.isEmpty() ? client : before + ", " + client)
          .with("x-forwarded-host", exchange.authority())
          .with("x-forwarded-proto", exchange.scheme());
  var request = Request.of(exchange.method(), uri).withHeaders(headers);
  if (!hasBody) return request;
  var length = exchange.body().length();
  return length.isPresent()
      ? request.withBody(length.getAsLong(), sink -> copy(exchange.body(), sink))
      : request.withBody(sink -> copy(exchange.body(), sink));
}

void passOn(Response response, Exchange exchange) throws IOException {
  for (Header field : passedOn(response.headers()).without("content-length"))
    exchange.header(field.name(), field.value());
  BodySink sink = exchange.respond(response.status(), response.body().length());
  copy(response.body(), sink);
}

Headers passedOn(Headers headers) {
  Headers rest = headers;
  for (Header field : headers)
    if (PER_CONNECTION.contains(field.name()) || headers.lists("connection", field.name()))
      rest = rest.without(field.name());
  return rest;
}

/** Copies each piece when it comes: a stream of events is not to wait for the next one. */
void copy(ByteSource from, BodySink to) throws IOException {
  var buffer = new byte[16_384];
  for (int n; (n = from.read(buffer)) > 0; ) {
    to.writeAll(buffer, 0, n);
    to.flush();
  }
}
