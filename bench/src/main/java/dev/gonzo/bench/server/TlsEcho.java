package dev.gonzo.bench.server;

import static dev.gonzo.Gonzo.run;

import dev.gonzo.net.Tcp;
import dev.gonzo.tls.Tls;
import dev.gonzo.tls.TlsOptions;
import dev.gonzo.tls.TlsStream;
import java.io.IOException;
import java.nio.file.Path;

/** An echo server over TLS. */
final class TlsEcho {
  private TlsEcho() {}

  public static void main(String[] arguments) throws Exception {
    int port = Integer.parseInt(arguments[0]);
    var directory = Path.of(arguments[1]);
    var options =
        TlsOptions.defaults()
            .withCertificate(directory.resolve("certificate.pem"), directory.resolve("key.pem"));
    run(() -> Tcp.serve("127.0.0.1", port, Tls.handler(options, TlsEcho::echo)));
  }

  private static void echo(TlsStream client) throws IOException {
    var buffer = new byte[65536];
    for (int n; (n = client.read(buffer)) > 0; ) {
      client.writeAll(buffer, 0, n);
    }
  }
}
