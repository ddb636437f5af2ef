package dev.gonzo.http.engine.websocket;

import java.util.Objects;
import java.util.Optional;

/**
 * What both ends of a connection agreed on in the handshake.
 *
 * @param subprotocol the subprotocol; empty if there is none
 * @param deflate the compression; empty if there is none
 */
public record Agreement(Optional<String> subprotocol, Optional<DeflateAgreement> deflate) {
  private static final Agreement PLAIN = new Agreement(Optional.empty(), Optional.empty());

  /** Creates an agreement. */
  public Agreement {
    Objects.requireNonNull(subprotocol);
    Objects.requireNonNull(deflate);
  }

  /** {@return no subprotocol and no compression} */
  public static Agreement plain() {
    return PLAIN;
  }
}
