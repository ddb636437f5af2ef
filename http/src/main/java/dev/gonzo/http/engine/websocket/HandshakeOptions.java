package dev.gonzo.http.engine.websocket;

import dev.gonzo.http.engine.HeaderSyntax;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What an endpoint offers or accepts in the handshake.
 *
 * @param subprotocols the subprotocols, the preferred one first; a server chooses by its own order
 * @param deflate how messages are compressed; empty for no compression
 */
public record HandshakeOptions(List<String> subprotocols, Optional<DeflateOptions> deflate) {
  private static final HandshakeOptions NONE = new HandshakeOptions(List.of(), Optional.empty());

  /**
   * Creates options.
   *
   * @throws IllegalArgumentException if a subprotocol is no token, or is there twice
   */
  public HandshakeOptions {
    subprotocols = List.copyOf(subprotocols);
    Objects.requireNonNull(deflate);
    for (String subprotocol : subprotocols) {
      if (!isToken(subprotocol)) {
        throw new IllegalArgumentException(
            "a subprotocol is a token such as chat.v1, without spaces and commas");
      }
    }
    if (new HashSet<>(subprotocols).size() < subprotocols.size()) {
      throw new IllegalArgumentException("a subprotocol is there twice: " + subprotocols);
    }
  }

  /** {@return no subprotocol and no compression} */
  public static HandshakeOptions none() {
    return NONE;
  }

  static boolean isToken(String text) {
    return !text.isEmpty() && text.chars().allMatch(HeaderSyntax::isTokenCharacter);
  }

  /**
   * {@return a copy with subprotocols}
   *
   * @param names the names, the preferred one first
   * @throws IllegalArgumentException if one is no token, or is there twice
   */
  public HandshakeOptions withSubprotocols(String... names) {
    return new HandshakeOptions(List.of(names), deflate);
  }

  /**
   * {@return a copy with compression}
   *
   * @param options how messages are compressed
   */
  public HandshakeOptions withDeflate(DeflateOptions options) {
    return new HandshakeOptions(subprotocols, Optional.of(options));
  }
}
