package dev.gonzo.http.client;

import dev.gonzo.Async;
import dev.gonzo.Moment;
import dev.gonzo.http.engine.Headers;
import dev.gonzo.http.message.Body;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The attempts that answer one request of the user: redirects, and repetitions. */
final class Exchanges {
  /** Methods that may be sent twice (RFC 9110, section 9.2.2). */
  private static final Set<String> IDEMPOTENT =
      Set.of("GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE");

  private static final int MOST_ATTEMPTS = 3;

  private final ClientOptions options;
  private final Pool pool;
  private final Moment until;

  Exchanges(ClientOptions options, Pool pool, Moment until) {
    this.options = options;
    this.pool = pool;
    this.until = until;
  }

  @Async
  Response send(Request request) throws IOException {
    return follow(request, each -> Prepared.of(each, options));
  }

  /** Sends a request whose response may pause for any time. */
  @Async
  Response sendForEvents(Request request) throws IOException {
    return follow(request, each -> Prepared.overHttp1(each, each.headers(), options).patient());
  }

  private Response follow(Request first, Function<Request, Prepared> preparation)
      throws IOException {
    var rules = new RedirectRules(options.redirects());
    Request request = first;
    while (true) {
      Prepared prepared = preparation.apply(request);
      Answer answer = answer(prepared);
      Optional<Request> next;
      try {
        next = rules.next(request, answer.head());
      } catch (RedirectException wrong) {
        answer.body().close();
        throw wrong;
      }
      if (next.isEmpty()) {
        return response(request, prepared, answer);
      }
      answer.body().close();
      request = next.get();
    }
  }

  /** The head of a response, and its body. */
  private record Answer(ReceivedHead head, ResponseBody body) {}

  private Answer answer(Prepared prepared) throws IOException {
    Optional<Duration> expectation =
        prepared.outgoing().body() instanceof RequestBody.None
            ? Optional.empty()
            : options.expectContinue();
    Attempt attempt = attempt(prepared, expectation);
    ResponseBody body = body(attempt);
    if (attempt.head().status() == 417 && expectation.isPresent() && !attempt.hasBegunBody()) {
      body.close();
      attempt = attempt(prepared, Optional.empty());
      body = body(attempt);
    }
    return new Answer(attempt.head(), body);
  }

  private ResponseBody body(Attempt attempt) throws IOException {
    var body = new ResponseBody(attempt, until, options.http1().drained());
    body.endIfEmpty();
    return body;
  }

  /**
   * Sends the request, again if that is allowed, and returns when the head of the response came.
   */
  private Attempt attempt(Prepared prepared, Optional<Duration> expectation) throws IOException {
    int attempts = 0;
    while (true) {
      var attempt = new Attempt(pool.acquire(prepared.route()), prepared.request(expectation));
      attempts++;
      try {
        attempt.run(expectation);
        return attempt;
      } catch (IOException failure) {
        if (attempts < MOST_ATTEMPTS && mayRepeat(attempt, prepared, failure)) {
          continue;
        }
        throw pool.isClosed()
            ? new IOException("the client was closed during the request", failure)
            : failure;
      }
    }
  }

  /**
   * Sends a request with other fields on a connection of HTTP/1.1, whose response is the caller's.
   */
  @Async
  Attempt overHttp1(Request request, Headers fields) throws IOException {
    return attempt(Prepared.overHttp1(request, fields, options), Optional.empty());
  }

  /**
   * A server may close a connection that it takes for idle while a request is on its way; and it
   * may say that it has not processed a request.
   */
  private static boolean mayRepeat(Attempt attempt, Prepared prepared, IOException failure) {
    RequestBody body = prepared.outgoing().body();
    if (failure instanceof NoResponseException none && none.isUnprocessed()) {
      return body.isRepeatable() || !attempt.hasBegunBody();
    }
    return attempt.lease().isReused()
        && !attempt.hasReceived()
        && attempt.uploadFailure() == null
        && !(failure instanceof SocketTimeoutException)
        && IDEMPOTENT.contains(prepared.outgoing().method())
        && body.isRepeatable();
  }

  private Response response(Request request, Prepared prepared, Answer answer) {
    ReceivedHead head = answer.head();
    Headers headers = head.headers();
    Body body = answer.body();
    Optional<Boolean> isGzip = prepared.asksForCompressed() ? coding(headers) : Optional.empty();
    if (isGzip.isPresent() && !answer.body().length().equals(java.util.OptionalLong.of(0))) {
      body = new InflatedBody(body, options.decompression(), isGzip.get());
      headers = headers.without("content-encoding").without("content-length");
    }
    return new Response(request.uri(), head, headers, body);
  }

  /** Returns whether the coding is gzip or deflate; empty if it is none of them, or several. */
  private static Optional<Boolean> coding(Headers headers) {
    var codings = headers.all("content-encoding");
    if (codings.size() != 1) {
      return Optional.empty();
    }
    return switch (codings.getFirst().toLowerCase(java.util.Locale.ROOT)) {
      case "gzip", "x-gzip" -> Optional.of(true);
      case "deflate" -> Optional.of(false);
      default -> Optional.empty();
    };
  }
}
