package dev.gonzo.http.engine.http2;

import dev.gonzo.http.engine.Headers;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Optional;

/** What an {@link Http2Engine} sends. */
public sealed interface Sent {
  /**
   * A request, from a client. Headers of the connection, such as {@code keep-alive}, are left out.
   *
   * @param stream {@link Http2Engine#nextStream}
   * @param method the method
   * @param scheme {@code http} or {@code https}; empty for CONNECT without a protocol
   * @param authority the host, with the port if there is one
   * @param path the path and query; empty for CONNECT without a protocol
   * @param protocol what an extended CONNECT asks for
   * @param headers the other headers
   * @param isEnd whether there is no body
   */
  record Request(
      int stream,
      String method,
      String scheme,
      String authority,
      String path,
      Optional<String> protocol,
      Headers headers,
      boolean isEnd)
      implements Sent {
    /** Creates a request. */
    public Request {
      Objects.requireNonNull(method);
      Objects.requireNonNull(scheme);
      Objects.requireNonNull(authority);
      Objects.requireNonNull(path);
      Objects.requireNonNull(protocol);
      Objects.requireNonNull(headers);
    }

    /**
     * Returns a GET request.
     *
     * @param stream {@link Http2Engine#nextStream}
     * @param scheme the scheme
     * @param authority the host, with the port if there is one
     * @param path the path and query
     * @return the request, without headers
     */
    public static Request get(int stream, String scheme, String authority, String path) {
      return new Request(
          stream, "GET", scheme, authority, path, Optional.empty(), Headers.none(), true);
    }
  }

  /**
   * A response, from a server, or an interim one with a status below 200. Headers of the connection
   * are left out.
   *
   * @param stream the stream of the request
   * @param status the status, from 100 to 599, but not 101
   * @param headers the headers
   * @param isEnd whether there is no body
   */
  record Response(int stream, int status, Headers headers, boolean isEnd) implements Sent {
    /** Creates a response. */
    public Response {
      Objects.requireNonNull(headers);
    }
  }

  /**
   * A part of a body. The engine keeps it until the peer's windows allow to send it; {@link
   * Http2Engine#waitingBytes} says how much it keeps.
   *
   * @param stream the stream
   * @param bytes the part, from position to limit; it must not change before it was sent
   * @param isEnd whether it is the last one
   */
  record Data(int stream, ByteBuffer bytes, boolean isEnd) implements Sent {
    /** Creates a part. */
    public Data {
      Objects.requireNonNull(bytes);
    }
  }

  /**
   * The end of a message with headers after the body.
   *
   * @param stream the stream
   * @param headers the headers
   */
  record Trailers(int stream, Headers headers) implements Sent {
    /** Creates trailers. */
    public Trailers {
      Objects.requireNonNull(headers);
    }
  }

  /**
   * Bytes of a body were used, so the peer may send as many again. No effect on a stream that is
   * over, whose bytes were returned then.
   *
   * @param stream the stream
   * @param bytes how many; at most those received and not read before
   */
  record Read(int stream, int bytes) implements Sent {}

  /**
   * A stream is given up; what waits to be sent on it is dropped. No effect if it is over, except
   * that bytes of it that were never read count as read.
   *
   * @param stream the stream
   * @param error why; CANCEL from a client, NO_ERROR from a server that has answered early
   */
  record Reset(int stream, ErrorCode error) implements Sent {
    /** Creates a reset. */
    public Reset {
      Objects.requireNonNull(error);
    }
  }

  /**
   * A question whether the peer is there; {@link Received.Pong} is its answer.
   *
   * @param number any number, to recognize the answer
   */
  record Ping(long number) implements Sent {}

  /**
   * No new streams are taken; those that are open go on, and the connection is over after the last.
   * A server says so twice, with a round trip in between, so that no request on its way is lost.
   */
  record Drain() implements Sent {}

  /**
   * The connection ends at once.
   *
   * @param error why
   * @param debug a text for the peer's log
   */
  record GoAway(ErrorCode error, String debug) implements Sent {
    /** Creates an end. */
    public GoAway {
      Objects.requireNonNull(error);
      Objects.requireNonNull(debug);
    }
  }
}
