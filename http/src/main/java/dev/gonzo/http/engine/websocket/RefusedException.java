package dev.gonzo.http.engine.websocket;

import dev.gonzo.http.engine.Headers;
import dev.gonzo.http.engine.websocket.HandshakeResult.Refused;

/** Leaves a handshake where it is refused. Never seen outside of this package. */
final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private static final int BAD_REQUEST = 400;

  private final int status;
  private final transient Headers headers;

  RefusedException(String problem) {
    this(BAD_REQUEST, Headers.none(), problem);
  }

  RefusedException(int status, Headers headers, String problem) {
    super(problem, null, false, false);
    this.status = status;
    this.headers = headers;
  }

  /** What a server answers. */
  Refused asAnswer() {
    return new Refused(status, headers, problem());
  }

  String problem() {
    return String.valueOf(getMessage());
  }
}
