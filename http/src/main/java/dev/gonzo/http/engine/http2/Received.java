package dev.gonzo.http.engine.http2;

import dev.gonzo.http.engine.Headers;
import dev.gonzo.http.engine.Wait;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** What an {@link Http2Engine} receives. Streams are named by their numbers. */
public sealed interface Received {
  /**
   * A request has begun, on a server. {@link Data} and {@link End} follow.
   *
   * @param stream its stream
   * @param method the method
   * @param scheme the scheme; empty for CONNECT without a protocol
   * @param authority the host, with the port if there is one; that of the header {@code host} if
   *     the request has no other
   * @param path the path and query; empty for CONNECT without a protocol
   * @param protocol what an extended CONNECT asks for, such as {@code websocket} (RFC 8441)
   * @param headers the other headers; cookies are one header
   */
  record Request(
      int stream,
      String method,
      String scheme,
      String authority,
      String path,
      Optional<String> protocol,
      Headers headers)
      implements Received {}

  /**
   * A response has begun, on a client; or an interim one has arrived, with a status below 200,
   * which another response follows.
   *
   * @param stream the stream of the request
   * @param status the status
   * @param headers the headers
   */
  record Response(int stream, int status, Headers headers) implements Received {}

  /**
   * A part of a body. The peer may send as many bytes again after {@link Sent.Read}.
   *
   * @param stream the stream
   * @param bytes the part, never empty
   */
  record Data(int stream, ByteBuffer bytes) implements Received {}

  /**
   * A message is complete.
   *
   * @param stream the stream
   * @param trailers headers after the body; usually none
   */
  record End(int stream, Headers trailers) implements Received {}

  /**
   * The peer has given up a stream.
   *
   * @param stream the stream
   * @param error why
   */
  record Reset(int stream, ErrorCode error) implements Received {}

  /**
   * A request is certainly not processed: it may be sent again on another connection.
   *
   * @param stream the stream
   */
  record Refused(int stream) implements Received {}

  /**
   * The peer has broken a rule on a stream, which is reset. Others go on.
   *
   * @param stream the stream; its head may not have been delivered
   * @param error what the peer is sent
   * @param section the RFC and section that has the rule
   * @param reason what is wrong
   */
  record StreamViolation(int stream, ErrorCode error, String section, String reason)
      implements Received {}

  /**
   * The peer has broken a rule of the connection, which is over: send {@link
   * Http2Engine#bytesToSend} and close it.
   *
   * @param error what the peer is sent
   * @param section the RFC and section that has the rule
   * @param reason what is wrong
   */
  record Violation(ErrorCode error, String section, String reason) implements Received {}

  /**
   * The peer takes no new streams. Those above its last one follow as {@link Refused}.
   *
   * @param lastStream the last stream that it may process
   * @param error why
   * @param debug a text for logs, not to be trusted
   */
  record GoAway(int lastStream, ErrorCode error, String debug) implements Received {}

  /**
   * The peer's settings have changed.
   *
   * @param settings all of them
   */
  record SettingsChanged(PeerSettings settings) implements Received {}

  /**
   * The peer has answered a {@link Sent.Ping}.
   *
   * @param number the number of the ping
   */
  record Pong(long number) implements Received {}

  /**
   * A wait has lasted too long. Its stream was reset, or the connection is over.
   *
   * @param stream the stream; 0 for the connection
   * @param expired the wait
   */
  record TimedOut(int stream, Wait expired) implements Received {}

  /**
   * The peer sends no more bytes, and the connection is over.
   *
   * @param cut streams whose messages were not complete
   */
  record ConnectionEnd(List<Integer> cut) implements Received {}
}
