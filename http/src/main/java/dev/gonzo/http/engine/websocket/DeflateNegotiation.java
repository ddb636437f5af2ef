package dev.gonzo.http.engine.websocket;

import dev.gonzo.http.engine.websocket.Extension.Parameter;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The negotiation of permessage-deflate (RFC 7692, sections 5 and 7.1). */
final class DeflateNegotiation {
  private static final String NAME = "permessage-deflate";
  private static final String SERVER_NO_TAKEOVER = "server_no_context_takeover";
  private static final String CLIENT_NO_TAKEOVER = "client_no_context_takeover";
  private static final String SERVER_BITS = "server_max_window_bits";
  private static final String CLIENT_BITS = "client_max_window_bits";

  /** The window of Java's compressor, which cannot be made smaller. */
  private static final String ONLY_BITS = "15";

  private static final Set<String> VALID_BITS =
      Set.of("8", "9", "10", "11", "12", "13", "14", ONLY_BITS);

  /**
   * What a server chose.
   *
   * @param header the value of its field
   * @param agreement what it means
   */
  record Choice(String header, DeflateAgreement agreement) {}

  private DeflateNegotiation() {}

  /** {@return what a client offers} */
  static String offer(DeflateOptions own) {
    // No client_max_window_bits: this end cannot keep to a smaller window.
    return own.contextTakeover()
        ? NAME
        : NAME + "; " + SERVER_NO_TAKEOVER + "; " + CLIENT_NO_TAKEOVER;
  }

  /** {@return what a server takes of the offers: the first one that it can keep to} */
  static Optional<Choice> choose(List<Extension> offers, DeflateOptions own) {
    for (Extension offer : offers) {
      if (offer.name().equals(NAME) && isAcceptable(offer)) {
        return Optional.of(accept(offer, own));
      }
    }
    return Optional.empty();
  }

  private static boolean isAcceptable(Extension offer) {
    // A server declines an offer with a parameter that is unknown, wrong or there twice (7.1).
    var names = new HashSet<String>();
    for (Parameter parameter : offer.parameters()) {
      if (!names.add(parameter.name()) || !isAcceptable(parameter)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isAcceptable(Parameter offered) {
    return switch (offered.name()) {
      case SERVER_NO_TAKEOVER, CLIENT_NO_TAKEOVER -> offered.value().isEmpty();
      case SERVER_BITS -> offered.value().equals(ONLY_BITS);
      case CLIENT_BITS -> offered.value().isEmpty() || VALID_BITS.contains(offered.value());
      default -> false;
    };
  }

  private static Choice accept(Extension offer, DeflateOptions own) {
    boolean serverTakesOver = own.contextTakeover() && value(offer, SERVER_NO_TAKEOVER) == null;
    boolean clientTakesOver = own.contextTakeover() && value(offer, CLIENT_NO_TAKEOVER) == null;
    var header = new StringBuilder(NAME);
    if (!serverTakesOver) {
      header.append("; ").append(SERVER_NO_TAKEOVER);
    }
    if (!clientTakesOver) {
      header.append("; ").append(CLIENT_NO_TAKEOVER);
    }
    if (value(offer, SERVER_BITS) != null) {
      header.append("; ").append(SERVER_BITS).append('=').append(ONLY_BITS);
    }
    return new Choice(
        header.toString(), new DeflateAgreement(serverTakesOver, clientTakesOver, own));
  }

  private static @Nullable String value(Extension extension, String name) {
    for (Parameter parameter : extension.parameters()) {
      if (parameter.name().equals(name)) {
        return parameter.value();
      }
    }
    return null;
  }

  /**
   * Checks what a server chose.
   *
   * @throws RefusedException if the client did not offer it, or cannot keep to it
   */
  static Optional<DeflateAgreement> verify(List<Extension> chosen, Optional<DeflateOptions> own) {
    if (chosen.isEmpty()) {
      return Optional.empty();
    }
    Extension only = chosen.getFirst();
    if (own.isEmpty() || chosen.size() > 1 || !only.name().equals(NAME)) {
      throw new RefusedException(
          "the server chose extensions that were not offered (RFC 6455, 4.1)");
    }
    var names = new HashSet<String>();
    for (Parameter parameter : only.parameters()) {
      if (!names.add(parameter.name()) || !isPossible(parameter)) {
        throw new RefusedException(
            "the server chose " + parameter.name() + " as it cannot be (RFC 7692, 7.1)");
      }
    }
    boolean serverTakesOver = !names.contains(SERVER_NO_TAKEOVER);
    if (serverTakesOver && !own.get().contextTakeover()) {
      throw new RefusedException(
          "the server did not accept " + SERVER_NO_TAKEOVER + " (RFC 7692, 7.1.1.1)");
    }
    boolean clientTakesOver = own.get().contextTakeover() && !names.contains(CLIENT_NO_TAKEOVER);
    return Optional.of(new DeflateAgreement(serverTakesOver, clientTakesOver, own.get()));
  }

  private static boolean isPossible(Parameter chosen) {
    return switch (chosen.name()) {
      case SERVER_NO_TAKEOVER, CLIENT_NO_TAKEOVER -> chosen.value().isEmpty();
      case SERVER_BITS -> VALID_BITS.contains(chosen.value());
      // client_max_window_bits too: a server may choose it only if it was offered.
      default -> false;
    };
  }
}
