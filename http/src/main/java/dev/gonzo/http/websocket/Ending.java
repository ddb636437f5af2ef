package dev.gonzo.http.websocket;

import dev.gonzo.http.engine.websocket.CloseCode;
import dev.gonzo.http.engine.websocket.WebSocketEvent.Close;
import dev.gonzo.http.engine.websocket.WebSocketEvent.Lost;
import dev.gonzo.http.engine.websocket.WebSocketEvent.Violation;
import dev.gonzo.stream.ByteStream;
import dev.gonzo.stream.StreamFailureException;
import dev.gonzo.sync.Event;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a WebSocket ended; the first reason counts. */
final class Ending {
  private final ByteStream stream;
  private final Event ended = Event.of("the end of a WebSocket");
  private @Nullable Close peerClose;
  private @Nullable WebSocketException failure;

  /** Creates one; failures are marked as those of the stream under the WebSocket. */
  Ending(ByteStream stream) {
    this.stream = stream;
  }

  /** Set when nothing more is received. */
  Event event() {
    return ended;
  }

  boolean isEnded() {
    return ended.isSet();
  }

  Optional<Close> peerClose() {
    return Optional.ofNullable(peerClose);
  }

  void by(Close close) {
    if (!isEnded()) {
      peerClose = close;
      if (!isNormal(close.code())) {
        String reason = close.reason().isEmpty() ? "" : ": " + close.reason();
        failure =
            new WebSocketException(
                close.code(),
                close.reason(),
                "the peer closed the WebSocket with " + close.code() + reason,
                null);
      }
      ended.set();
    }
  }

  private static boolean isNormal(int code) {
    return code == CloseCode.NORMAL || code == CloseCode.GOING_AWAY || code == CloseCode.NONE;
  }

  void by(Violation violation) {
    byFailure(
        new WebSocketException(
            violation.code(),
            violation.problem(),
            "the peer broke a rule of WebSockets (%s): %s; the connection ends with %d"
                .formatted(violation.section(), violation.problem(), violation.code()),
            null));
  }

  void by(Lost lost) {
    byFailure(WebSocketException.lost(lost.problem(), null));
  }

  void byFailure(WebSocketException reason) {
    if (!isEnded()) {
      failure = reason;
      ended.set();
    }
  }

  /** Ends it because our side has closed it. */
  void byOurs() {
    ended.set();
  }

  /** Throws the failure with which it ended, if it has. */
  void rethrow() throws WebSocketException {
    if (failure != null) {
      throw noted(failure.again());
    }
  }

  /** Why nothing can be sent after a normal end. */
  WebSocketException asReason() {
    int code = peerClose == null ? CloseCode.NORMAL : peerClose.code();
    String by = peerClose == null ? "this side" : "the peer";
    return noted(
        new WebSocketException(
            code,
            "",
            "nothing can be sent: " + by + " has closed the WebSocket with " + code,
            null));
  }

  private WebSocketException noted(WebSocketException thrown) {
    StreamFailureException.note(thrown, stream);
    return thrown;
  }
}
