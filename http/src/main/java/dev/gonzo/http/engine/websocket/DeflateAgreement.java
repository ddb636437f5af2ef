package dev.gonzo.http.engine.websocket;

import java.util.Objects;

/**
 * What both ends of a connection agreed on for permessage-deflate.
 *
 * @param serverTakesOver whether the server's messages refer to its earlier ones
 * @param clientTakesOver whether the client's messages refer to its earlier ones
 * @param options how this end compresses
 */
public record DeflateAgreement(
    boolean serverTakesOver, boolean clientTakesOver, DeflateOptions options) {
  /** Creates an agreement. */
  public DeflateAgreement {
    Objects.requireNonNull(options);
  }
}
