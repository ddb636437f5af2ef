package dev.gonzo.http.server;

import dev.gonzo.Async;
import dev.gonzo.http.engine.Headers;
import dev.gonzo.http.message.Body;
import dev.gonzo.http.message.BodySink;
import dev.gonzo.http.message.HttpVersion;
import dev.gonzo.stream.ByteStream;
import dev.gonzo.stream.StreamFailureException;
import dev.gonzo.tls.TlsStream;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A request and its response on a connection, in any version of HTTP. */
interface ServerStream {
  HttpVersion version();

  String method();

  /** {@code http} or {@code https}. */
  String scheme();

  /** The host, with the port if there is one; empty if the request names none. */
  String authority();

  /** The path and query as they were sent. */
  String target();

  /** What an upgrade or an extended CONNECT asks for, such as {@code websocket}. */
  Optional<String> protocol();

  Headers headers();

  /**
   * The body of the request. A client that waits for a 100 is sent one when the first read begins.
   */
  Body body();

  /** Sends an informational response; nothing is sent over HTTP/1.0. */
  @Async
  void inform(int status, Headers headers) throws IOException;

  /** Begins the response. To HEAD, and with 204 and 304, bytes that are written are dropped. */
  @Async
  BodySink respond(int status, Headers headers, OptionalLong length) throws IOException;

  /** Whether the response has begun. */
  boolean isCommitted();

  /**
   * Answers with 101, or with 200 to an extended CONNECT, and turns the rest into a stream of
   * bytes.
   */
  @Async
  ByteStream upgrade(Headers headers) throws IOException;

  /** Ends the response, if it was not: one that was not begun is 204 without a body. */
  @Async
  void end() throws IOException;

  /**
   * Cuts the response short, so that the client sees an error: a stream of HTTP/2 is reset, and a
   * connection of HTTP/1.1 closed without the end of the message.
   */
  void abort();

  /**
   * Whether nothing more can be sent, although the response was not ended here: the client is gone,
   * has given the request up, or broke the protocol, which the engine has answered.
   */
  boolean isOver();

  /** The status of the final response, also of one that the engine has sent; 0 if there is none. */
  int status();

  /** How many bytes of the request's body the handler has read. */
  long received();

  /** How many bytes of the response's body were sent. */
  long sent();

  /** The stream under the connection, by which failures of the client's own are known. */
  ByteStream connection();

  /** What {@link #upgrade} has returned; null before it. */
  @Nullable ByteStream upgraded();

  /** Whether a failure comes from the client or its connection, and so is no fault of this side. */
  default boolean isOfClient(Throwable failure) {
    ByteStream other = upgraded();
    return StreamFailureException.isOf(failure, connection())
        || StreamFailureException.isOf(failure, body())
        || (other != null && StreamFailureException.isOf(failure, other));
  }

  SocketAddress peer();

  Optional<TlsStream> tls();
}
