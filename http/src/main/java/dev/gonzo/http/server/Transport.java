package dev.gonzo.http.server;

import dev.gonzo.stream.ByteStream;
import dev.gonzo.tls.TlsStream;
import java.net.SocketAddress;
import java.util.Optional;

/**
 * The stream of bytes under a connection.
 *
 * @param stream a socket, or TLS over one
 * @param peer the client's address
 * @param tls the stream, if it is TLS
 */
record Transport(ByteStream stream, SocketAddress peer, Optional<TlsStream> tls) {
  String scheme() {
    return tls.isPresent() ? "https" : "http";
  }
}
