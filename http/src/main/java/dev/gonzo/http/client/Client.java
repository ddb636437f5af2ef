package dev.gonzo.http.client;

import dev.gonzo.Async;
import dev.gonzo.DeadlineExceededException;
import dev.gonzo.Gonzo;
import dev.gonzo.KernelMember;
import dev.gonzo.Moment;
import dev.gonzo.Suspension;
import dev.gonzo.Task;
import dev.gonzo.http.websocket.WebSocket;
import dev.gonzo.http.websocket.WebSocketOptions;
import dev.gonzo.net.Tcp;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;

/**
 * A client of HTTP/1.1 and HTTP/2 that keeps connections for later requests.
 *
 * <pre>{@code
 * try (Client client = Http.client();
 *     Response response = client.get("https://example.org/")) {
 *   String text = response.body().text(1 << 20);
 * }
 * }</pre>
 *
 * <p>Any number of tasks may use it at the same time, all of the kernel on which it was opened;
 * open one for each kernel. A cancellation closes the connection of the request, or resets its
 * stream.
 */
public final class Client implements AutoCloseable {
  private final ClientOptions options;
  private final Pool pool;

  /** Knows the kernel. */
  private final Task<?> opener;

  Client(ClientOptions options, Dialer dialer) {
    this.options = options;
    pool = new Pool(options.pool(), new Connector(options, dialer));
    opener = Task.current();
  }

  /**
   * Opens a client. Opens no connection yet.
   *
   * @param options the options
   * @return the client; close it
   */
  @Async(Suspension.NEVER)
  public static Client open(ClientOptions options) {
    return new Client(options, (host, port) -> Tcp.connect(host, port, options.connect()));
  }

  /**
   * Sends a GET, and waits for the head of the response. Equivalent to {@code
   * send(Request.get(uri))}.
   *
   * <p>Suspends; a checkpoint.
   *
   * @param uri where it is sent
   * @return the response; close it
   * @throws IllegalArgumentException as {@link Request#of(String, String)}
   * @throws IOException as {@link #send}
   */
  @Async
  public Response get(String uri) throws IOException {
    return send(Request.get(uri));
  }

  /**
   * Equivalent to {@link #get(String)}.
   *
   * <p>Suspends; a checkpoint.
   *
   * @param uri where it is sent
   * @return the response; close it
   * @throws IllegalArgumentException as {@link Request#of(String, URI)}
   * @throws IOException as {@link #send}
   */
  @Async
  public Response get(URI uri) throws IOException {
    return send(Request.get(uri));
  }

  /**
   * Sends a request, follows redirects, and waits for the head of the response. Any status is a
   * response, an error too.
   *
   * <p>Suspends, also while all connections to the server are in use; a checkpoint. If it is
   * cancelled, the connection is closed, and the server may have acted on the request.
   *
   * @param request the request
   * @return the response; close it
   * @throws java.net.ConnectException if no server listens there; nothing was sent
   * @throws java.net.UnknownHostException if there is no such host; nothing was sent
   * @throws javax.net.ssl.SSLException if the server's certificate is not trusted or is for another
   *     host, or TLS fails otherwise
   * @throws SocketTimeoutException if connecting, a write or the response takes too long; the
   *     message names the limit
   * @throws NoResponseException if the connection ended before the response; a request that may be
   *     repeated has been
   * @throws BadResponseException if the server breaks the protocol, or cuts the response short
   * @throws RedirectException if a redirect cannot be followed
   * @throws ProxyException if the proxy opens no tunnel; nothing was sent
   * @throws IOException if the connection fails otherwise, or the body's writer does
   * @throws IllegalStateException if the client is closed, or belongs to another kernel
   */
  @Async
  public Response send(Request request) throws IOException {
    KernelMember.requireSame(opener, "open a client in each kernel");
    return inTime(request, until -> exchanges(until).send(request));
  }

  /** What must end at a point in time. */
  private interface Sending<T> {
    @Async
    T run(Moment until) throws IOException;
  }

  private <T> T inTime(Request request, Sending<T> sending) throws IOException {
    if (options.timeout().isEmpty()) {
      return sending.run(Moment.NEVER);
    }
    Moment until = Moment.now().plus(options.timeout().get());
    try {
      return Gonzo.<T, IOException>timeoutAt(until, () -> sending.run(until));
    } catch (DeadlineExceededException late) {
      if (Moment.now().isBefore(until)) {
        throw late;
      }
      throw new SocketTimeoutException(
          "no response within the timeout of %s: %s".formatted(options.timeout().get(), request));
    }
  }

  /** Sends a request whose response may pause for any time. */
  @Async
  Response openEvents(Request request) throws IOException {
    KernelMember.requireSame(opener, "open a client in each kernel");
    return exchanges(Moment.NEVER).sendForEvents(request);
  }

  private Exchanges exchanges(Moment until) {
    return new Exchanges(options, pool, until);
  }

  /**
   * Sends a GET, and reads the whole response.
   *
   * <p>Suspends; a checkpoint.
   *
   * @param uri where it is sent
   * @param most the greatest number of bytes
   * @return the body, a text in UTF-8
   * @throws BadStatusException if the status is not from 200 to 299
   * @throws dev.gonzo.stream.LimitExceededException if there are more bytes
   * @throws java.nio.charset.CharacterCodingException if it is not UTF-8
   * @throws IllegalArgumentException as {@link Request#of(String, String)}
   * @throws IOException as {@link #send}
   */
  @Async
  public String text(String uri, int most) throws IOException {
    try (Response response = get(uri)) {
      if (!response.isSuccess()) {
        throw new BadStatusException(response);
      }
      return response.body().text(most);
    }
  }

  /**
   * Opens a WebSocket, with {@link WebSocketOptions#defaults()}.
   *
   * <p>Suspends; a checkpoint. If it is cancelled, nothing stays open.
   *
   * @param uri where it is, {@code wss://...} or {@code ws://...}
   * @return the WebSocket; close it. It does not end with the client
   * @throws HandshakeRefusedException if the server opens none
   * @throws IllegalArgumentException as {@link Request#of(String, String)}
   * @throws IOException as {@link #send}
   */
  @Async
  public WebSocket webSocket(String uri) throws IOException {
    return webSocket(Request.get(WebSocketOpening.forHttp(uri)), WebSocketOptions.defaults());
  }

  /**
   * Opens a WebSocket, on a connection of HTTP/1.1 of its own. Redirects are not followed.
   *
   * <p>Suspends; a checkpoint. If it is cancelled, nothing stays open.
   *
   * @param request a GET to {@code https://...} or {@code http://...}, with fields such as {@code
   *     authorization}
   * @param socketOptions the options, such as the subprotocols
   * @return the WebSocket; close it. It does not end with the client
   * @throws HandshakeRefusedException if the server opens none
   * @throws IllegalArgumentException if the request is no GET, or has a body
   * @throws IOException as {@link #send}
   */
  @Async
  public WebSocket webSocket(Request request, WebSocketOptions socketOptions) throws IOException {
    KernelMember.requireSame(opener, "open a client in each kernel");
    return inTime(
        request, until -> WebSocketOpening.open(exchanges(until), request, socketOptions));
  }

  /**
   * Equivalent to {@link #events(Request)}, with a URI.
   *
   * @param uri where they are
   * @return the events; close them
   * @throws IllegalArgumentException as {@link Request#of(String, String)}
   */
  public EventSource events(String uri) {
    return events(Request.get(uri));
  }

  /**
   * Returns the events of a server ({@code text/event-stream}). Each source has a connection of
   * HTTP/1.1 of its own, which is opened when the first event is asked for; the {@linkplain
   * ClientOptions#timeout timeout} of a request does not count, nor does {@code bodyTime}. Never
   * suspends.
   *
   * @param request the request, usually a GET
   * @return the events; close them
   */
  public EventSource events(Request request) {
    return new EventSource(this, request);
  }

  /**
   * Closes all connections, those with requests too, which then fail. Requests that wait for a
   * connection fail. Closing twice is harmless.
   *
   * <p>Suspends while TLS ends; not a checkpoint.
   */
  @Async
  @Override
  public void close() {
    KernelMember.requireSame(opener, "close a client in the kernel that has opened it");
    pool.close();
  }

  @Override
  public String toString() {
    return "Client[" + pool + "]";
  }
}
