package dev.gonzo.http.engine;

import java.time.Duration;

/**
 * What a connection waits for. Bytes that trickle in do not make a new wait, so a slow peer gains
 * no time.
 *
 * @param reason what it waits for
 * @param number differs for each wait of a connection, and grows
 * @param limit how long it may last, from its beginning
 */
public record Wait(Reason reason, long number, Duration limit) {
  /** Why a connection waits. */
  public enum Reason {
    /** For the first byte of its first message. */
    IDLE,
    /** For the rest of a head that has begun. */
    HEAD,
    /** For more of a body. */
    BODY,
    /** For the peer to take bytes. */
    WRITE,
    /** For another message on a connection that has had one. */
    KEEP_ALIVE,
    /** For the peer's answer to a request, a close, a ping or settings. */
    ANSWER,
    /** For the next second, when frames that bring nothing are allowed again. */
    BUDGET
  }
}
