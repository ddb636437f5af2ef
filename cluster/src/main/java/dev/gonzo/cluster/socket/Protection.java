package dev.gonzo.cluster.socket;

import dev.gonzo.net.Dns;
import dev.gonzo.net.Socket;
import dev.gonzo.stream.ByteStream;
import dev.gonzo.tls.Tls;
import dev.gonzo.tls.TlsOptions;
import dev.gonzo.tls.TlsStream;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Set;
import javax.net.ssl.ExtendedSSLSession;
import org.jspecify.annotations.Nullable;

/** What protects the connections: TLS and the secret, or that they never leave this machine. */
final class Protection {
  private static final int BINDING_BYTES = 32;

  private final Settings settings;

  Protection(Settings settings) {
    this.settings = settings;
  }

  /** A connection on which the handshake follows, and what makes its TLS session unique. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Secured(ByteStream stream, byte[] binding) {}

  /** Refuses addresses of other machines, unless there is what they need. */
  void require(String host, Set<String> members) {
    if (isComplete()) {
      return;
    }
    requireLoopback(host);
    for (String member : members) {
      requireLoopback(MemberAddress.of(member).host());
    }
  }

  private boolean isComplete() {
    return settings.networkTrusted() || (settings.tls() != null && settings.secret() != null);
  }

  private void requireLoopback(String host) {
    boolean local;
    try {
      local = Dns.resolve(host).stream().allMatch(InetAddress::isLoopbackAddress);
    } catch (IOException unknown) {
      local = false; // what cannot be checked is not trusted
    }
    if (!local) {
      throw new IllegalArgumentException(
          "%s is not an address of this machine's loopback, and the connections have %s: add %s"
              .formatted(host, missing(), remedy()));
    }
  }

  private String missing() {
    boolean noTls = settings.tls() == null;
    boolean noSecret = settings.secret() == null;
    return noTls && noSecret ? "neither TLS nor a secret" : noTls ? "no TLS" : "no secret";
  }

  private String remedy() {
    return (settings.tls() == null ? "withTls(...)" : "")
        + (settings.tls() == null && settings.secret() == null ? " and " : "")
        + (settings.secret() == null ? "withSecret(...)" : "")
        + ", or withTrustedNetwork() if the network itself encrypts";
  }

  /** A name may have another address than at the door. */
  private void requireLoopback(Socket socket) throws IOException {
    if (!isComplete() && !socket.remoteAddress().getAddress().isLoopbackAddress()) {
      throw new IOException("it is not on this machine, and there is " + missing());
    }
  }

  Secured client(Socket socket, String host) throws IOException {
    requireLoopback(socket);
    TlsOptions tls = settings.tls();
    return tls == null ? plain(socket) : secured(Tls.client(socket, host, tls));
  }

  Secured server(Socket socket) throws IOException {
    requireLoopback(socket);
    TlsOptions tls = settings.tls();
    return tls == null ? plain(socket) : secured(Tls.server(socket, tls));
  }

  private static Secured plain(Socket socket) {
    return new Secured(socket, new byte[0]);
  }

  private static Secured secured(TlsStream stream) throws IOException {
    byte[] binding =
        ((ExtendedSSLSession) stream.session())
            .exportKeyingMaterialData("EXPORTER-gonzo-cluster", null, BINDING_BYTES);
    return new Secured(stream, binding);
  }

  byte @Nullable [] secret() {
    return settings.secret();
  }
}
