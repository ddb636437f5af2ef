package dev.gonzo.http.engine.websocket;

import dev.gonzo.http.engine.websocket.WebSocketEvent.Violation;

/** Leaves the decoder where the peer broke a rule. Never seen outside of this package. */
final class ViolationException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int code;
  private final String section;
  private final String problem;

  ViolationException(int code, String section, String problem) {
    super(problem, null, false, false);
    this.code = code;
    this.section = section;
    this.problem = problem;
  }

  static ViolationException protocol(String section, String problem) {
    return new ViolationException(CloseCode.PROTOCOL_ERROR, "RFC 6455, " + section, problem);
  }

  static ViolationException limit(int code, String name, String problem) {
    return new ViolationException(code, "limit " + name, problem);
  }

  Violation toEvent() {
    return new Violation(code, section, problem);
  }
}
