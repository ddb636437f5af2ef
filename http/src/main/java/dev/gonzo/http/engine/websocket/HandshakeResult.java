package dev.gonzo.http.engine.websocket;

import dev.gonzo.http.engine.Headers;
import java.util.Objects;

/** How a handshake ended. */
public sealed interface HandshakeResult {
  /**
   * The connection is a WebSocket.
   *
   * @param status the status of the response
   * @param headers the fields of the response; on a server, those to send, to which others may be
   *     added
   * @param agreement for the engine
   */
  record Accepted(int status, Headers headers, Agreement agreement) implements HandshakeResult {
    /** Creates a result. */
    public Accepted {
      Objects.requireNonNull(headers);
      Objects.requireNonNull(agreement);
    }
  }

  /**
   * The connection is no WebSocket. A server sends the response; a client closes the connection,
   * unless the response is one of HTTP's own, such as a redirect.
   *
   * @param status the status of the response
   * @param headers the fields of the response
   * @param problem what was wrong, with the section of the standard
   */
  record Refused(int status, Headers headers, String problem) implements HandshakeResult {
    /** Creates a result. */
    public Refused {
      Objects.requireNonNull(headers);
      Objects.requireNonNull(problem);
    }
  }
}
