package dev.gonzo.http.connection;

import static dev.gonzo.http.connection.ConnectionWaits.wakeAll;

import dev.gonzo.http.engine.Wait;
import dev.gonzo.http.engine.Wait.Reason;
import dev.gonzo.http.engine.http2.ErrorCode;
import dev.gonzo.http.engine.http2.Received;
import org.jspecify.annotations.Nullable;

/** What a peer has said about the connection, and what follows from it. */
final class ConnectionEvents {
  private final Http2Connection connection;
  private Received.@Nullable GoAway farewell;
  private boolean isQuiet;
  private boolean hasSettings;
  private long pongs;

  ConnectionEvents(Http2Connection connection) {
    this.connection = connection;
  }

  /** {@return whether the peer sends nothing more, as far as we know} */
  boolean isPeerQuiet() {
    return isQuiet;
  }

  /** {@return whether the peer takes no new streams} */
  boolean isPeerGoing() {
    return farewell != null;
  }

  boolean hasSettings() {
    return hasSettings;
  }

  long pongs() {
    return pongs;
  }

  /** Takes note that the transport has failed. */
  void broken() {
    isQuiet = true;
  }

  void take(Received event) {
    switch (event) {
      case Received.Request request -> connection.begin(request);
      case Received.Violation wrong ->
          connection.over(
              Failure.of(
                  "the peer broke a rule of HTTP/2: %s (%s)"
                      .formatted(wrong.reason(), wrong.section())));
      case Received.TimedOut late when late.stream() == 0 -> tooLate(late.expired());
      case Received.ConnectionEnd end ->
          ended(end.cut().isEmpty() && connection.streams.areComplete());
      case Received.GoAway reason -> {
        farewell = reason;
        wakeAll(connection.changes);
      }
      case Received.SettingsChanged _ -> {
        hasSettings = true;
        wakeAll(connection.changes);
      }
      case Received.Pong _ -> {
        pongs++;
        wakeAll(connection.changes);
      }
      default -> connection.streams.take(event);
    }
  }

  private void ended(boolean isComplete) {
    isQuiet = true;
    String why = whyGoing();
    connection.over(
        isComplete && why.isEmpty()
            ? Failure.orderly("the peer has closed the connection")
            : Failure.of(
                "the peer has closed the connection"
                    + (isComplete ? "" : " in the middle of a message")
                    + why));
  }

  private String whyGoing() {
    Received.GoAway reason = farewell;
    if (reason == null || reason.error() == ErrorCode.NO_ERROR) {
      return "";
    }
    return ": " + reason.error() + (reason.debug().isEmpty() ? "" : ", " + reason.debug());
  }

  private void tooLate(Wait wait) {
    isQuiet = wait.reason() == Reason.IDLE || wait.reason() == Reason.KEEP_ALIVE;
    connection.over(
        isQuiet
            ? Failure.orderly("the connection was idle for " + wait.limit())
            : Failure.of(Timeouts.text(wait)));
  }
}
