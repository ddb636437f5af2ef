package dev.gonzo.http.engine.websocket;

import dev.gonzo.http.engine.Headers;
import dev.gonzo.http.engine.websocket.HandshakeResult.Accepted;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** The fields that both forms of the handshake have: version, subprotocol and extensions. */
final class HandshakeFields {
  private static final String VERSION = "sec-websocket-version";
  private static final String ONLY_VERSION = "13";
  private static final String SUBPROTOCOL = "sec-websocket-protocol";
  private static final String EXTENSIONS = "sec-websocket-extensions";

  private HandshakeFields() {}

  static void requireUpgrade(Headers headers) {
    if (!headers.lists("upgrade", "websocket")) {
      throw new RefusedException("Upgrade is not websocket (RFC 6455, 4.1 and 4.2.1)");
    }
    if (!headers.lists("connection", "upgrade")) {
      throw new RefusedException("Connection does not list Upgrade (RFC 6455, 4.1 and 4.2.1)");
    }
  }

  static String single(Headers headers, String name) {
    List<String> values = headers.all(name);
    if (values.size() != 1) {
      throw new RefusedException(
          name + " must be there once, and is there " + values.size() + " times (RFC 6455, 11.3)");
    }
    return values.getFirst();
  }

  /** Checks the version. A refusal has a status and fields, and says which version is possible. */
  static void requireVersion(Headers request, int status, Headers refusal) {
    if (!single(request, VERSION).equals(ONLY_VERSION)) {
      throw new RefusedException(
          status,
          refusal.with(VERSION, ONLY_VERSION),
          "the version of the WebSocket is not " + ONLY_VERSION + " (RFC 6455, 4.4)");
    }
  }

  static Headers offer(Headers headers, HandshakeOptions options) {
    Headers all = headers.with(VERSION, ONLY_VERSION);
    if (!options.subprotocols().isEmpty()) {
      all = all.with(SUBPROTOCOL, String.join(", ", options.subprotocols()));
    }
    if (options.deflate().isPresent()) {
      all = all.with(EXTENSIONS, DeflateNegotiation.offer(options.deflate().get()));
    }
    return all;
  }

  static Accepted answer(int status, Headers headers, Headers request, HandshakeOptions options) {
    Headers all = headers;
    Optional<String> subprotocol = choose(offered(request), options.subprotocols());
    if (subprotocol.isPresent()) {
      all = all.with(SUBPROTOCOL, subprotocol.get());
    }
    List<Extension> extensions = Extension.parse(request.all(EXTENSIONS));
    Optional<DeflateNegotiation.Choice> choice =
        options.deflate().flatMap(own -> DeflateNegotiation.choose(extensions, own));
    if (choice.isPresent()) {
      all = all.with(EXTENSIONS, choice.get().header());
    }
    return new Accepted(
        status, all, new Agreement(subprotocol, choice.map(DeflateNegotiation.Choice::agreement)));
  }

  private static Optional<String> choose(List<String> offered, List<String> own) {
    return own.stream().filter(offered::contains).findFirst();
  }

  private static List<String> offered(Headers request) {
    var names = new ArrayList<String>();
    for (String value : request.all(SUBPROTOCOL)) {
      for (String part : value.split(",", -1)) {
        names.add(part.strip());
      }
    }
    if (!names.stream().allMatch(HandshakeOptions::isToken)
        || new HashSet<>(names).size() < names.size()) {
      throw new RefusedException(
          "Sec-WebSocket-Protocol is not a list of different tokens (RFC 6455, 4.1)");
    }
    return names;
  }

  static Agreement verify(Headers response, HandshakeOptions options) {
    Optional<String> subprotocol = Optional.empty();
    if (response.has(SUBPROTOCOL)) {
      String chosen = single(response, SUBPROTOCOL);
      if (!options.subprotocols().contains(chosen)) {
        throw new RefusedException(
            "the server chose a subprotocol that was not offered (RFC 6455, 4.1)");
      }
      subprotocol = Optional.of(chosen);
    }
    return new Agreement(
        subprotocol,
        DeflateNegotiation.verify(Extension.parse(response.all(EXTENSIONS)), options.deflate()));
  }
}
