package dev.gonzo.http.engine.http1;

import java.util.Objects;

/**
 * The peer broke the protocol, exceeded a limit or was too slow. The connection is closed: nothing
 * more is received, and nothing more can be sent. A server has prepared a response with this status
 * if it had not begun to answer.
 *
 * @param status the status of the response: what a server has answered, and what a proxy answers
 *     when its client engine reports this
 * @param reason what was wrong, in plain words; it quotes nothing that the peer sent
 * @param section the rule, such as {@code RFC 9112, 5.1}, or the name of the limit
 */
public record Violation(int status, String reason, String section) implements BodyInput {
  /** Creates the event. */
  public Violation {
    Objects.requireNonNull(reason);
    Objects.requireNonNull(section);
  }
}
