// Answers each request with a page over TLS, by HTTP/2 or HTTP/1.1, as the client prefers.
//   openssl req -x509 -newkey rsa:2048 -nodes -days 9 -subj /CN=localhost \
//     -addext subjectAltName=DNS:localhost -keyout key.pem -out certificate.pem
//   ./gonzo run examples/HttpsServer.java 8443 certificate.pem key.pem
//   curl --cacert certificate.pem https://localhost:8443/

import static dev.gonzo.Gonzo.*;

import dev.gonzo.http.*;
import dev.gonzo.http.server.*;
import dev.gonzo.tls.*;

void main(String[] arguments) throws Exception {
  if (arguments.length < 3) {
    IO.println("usage: HttpsServer.java PORT CERTIFICATE.pem KEY.pem");
    return;
  }
  int port = Integer.parseInt(arguments[0]);
  var tls = TlsOptions.defaults().withCertificate(Path.of(arguments[1]), Path.of(arguments[2]));
  run(() -> {
    try (var server = Http.listen("127.0.0.1", port, ServerOptions.defaults().withTls(tls))) {
      IO.println("listening on " + server.localAddress());
      server.serve(this::answer);
    }
  });
}

void answer(Exchange exchange) throws IOException {
  String version = exchange.tls().orElseThrow().version();
  exchange.send("Hello by " + exchange.version() + " over " + version + ".\n" + exchange + "\n");
}
