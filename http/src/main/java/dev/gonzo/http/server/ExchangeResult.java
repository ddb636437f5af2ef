package dev.gonzo.http.server;

import java.time.Duration;
import java.util.Optional;

/**
 * How a request ended.
 *
 * @param status the status of the response; 0 if there was none
 * @param received how many bytes of the request's body the handler has read
 * @param sent how many bytes of the response's body were sent
 * @param duration the time from the head of the request to the end of the response
 * @param ending how it ended
 * @param failure what the handler has thrown; empty if it returned
 */
public record ExchangeResult(
    int status,
    long received,
    long sent,
    Duration duration,
    Ending ending,
    Optional<Throwable> failure) {
  /** How a request ended. */
  public enum Ending {
    /** The response is complete. It may be an error that the handler chose, such as 404. */
    COMPLETE,
    /** The handler failed: the response is 500, or was cut short. */
    FAILED,
    /** The client left, gave the request up, broke the protocol or was too slow. */
    CLIENT_FAILED,
    /** The handler was cancelled, as when the server stops. */
    CANCELLED
  }
}
