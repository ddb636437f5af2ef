package dev.gonzo.http.client;

import dev.gonzo.Async;
import dev.gonzo.http.engine.Headers;
import dev.gonzo.http.message.Body;
import dev.gonzo.http.message.HttpVersion;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;

/**
 * A response, whose body is read while it arrives. Close it: a response that is neither read to its
 * end nor closed keeps its connection.
 *
 * <pre>{@code
 * try (Response response = client.get("https://example.org/")) {
 *   if (response.status() == 200) use(response.body().text(1 << 20));
 * }
 * }</pre>
 *
 * <p>For tasks of the client's kernel.
 */
public final class Response implements AutoCloseable {
  private final URI uri;
  private final ReceivedHead head;
  private final Headers headers;
  private final Body body;

  Response(URI uri, ReceivedHead head, Headers headers, Body body) {
    this.uri = uri;
    this.head = head;
    this.headers = headers;
    this.body = body;
  }

  /** {@return its status, such as 200; an error such as 404 is a response like any other} */
  public int status() {
    return head.status();
  }

  /** {@return whether the status is from 200 to 299} */
  public boolean isSuccess() {
    return head.status() / 100 == 2;
  }

  /**
   * {@return its fields} Without {@code content-encoding} and {@code content-length} if the body is
   * decompressed while it is read.
   */
  public Headers headers() {
    return headers;
  }

  /**
   * {@return the value of the first field of a name; empty if there is none}
   *
   * @param name the name, in any case
   */
  public Optional<String> header(String name) {
    return headers.first(name);
  }

  /** {@return the version of HTTP in which it came} */
  public HttpVersion version() {
    return head.version();
  }

  /** {@return the URI that it is from: that of the request, or of the last redirect} */
  public URI uri() {
    return uri;
  }

  /** {@return its body; empty if it has none, as the response to a HEAD} */
  public Body body() {
    return body;
  }

  /**
   * {@return the fields behind the body; usually none} Never suspends.
   *
   * @throws IllegalStateException if the body was not read to its end
   */
  public Headers trailers() {
    return body.trailers();
  }

  /**
   * Ends the response. If little of its body is unread, that is read and dropped, and the
   * connection can be used again; otherwise a connection of HTTP/1.1 is closed, and a stream of
   * HTTP/2 reset. A body of the request that is still being written is cancelled. Closing twice is
   * harmless.
   *
   * <p>Suspends; a checkpoint if there is something to drop. If it is cancelled, the connection is
   * closed.
   */
  @Async
  @Override
  public void close() {
    try {
      body.close();
    } catch (IOException closed) {
      // It is closed nevertheless.
    }
  }

  @Override
  public String toString() {
    return head.status() + " from " + uri;
  }
}
