package dev.gonzo.http.engine.http1;

import dev.gonzo.http.engine.Headers;
import java.util.Objects;

/**
 * The end of a request or a response. There is one for each, also without a body.
 *
 * @param trailers the fields behind the body, which only a chunked one can have
 */
public record EndOfMessage(Headers trailers) implements BodyInput, ServerOutput, ClientOutput {
  private static final EndOfMessage PLAIN = new EndOfMessage(Headers.none());

  /** Creates the event. */
  public EndOfMessage {
    Objects.requireNonNull(trailers);
  }

  /** {@return the end of a message without trailers} */
  public static EndOfMessage plain() {
    return PLAIN;
  }
}
