// Replies to each GET with a page, over TLS, in straight-line code.
//   openssl req -x509 -newkey rsa:2048 -nodes -days 9 -subj /CN=localhost \
//     -addext subjectAltName=DNS:localhost -keyout key.pem -out certificate.pem
//   ./gonzo run examples/HttpsServer.java certificate.pem key.pem [PORT]
//   curl --cacert certificate.pem https://localhost:8443/

import static dev.gonzo.Gonzo.*;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofSeconds;

import dev.gonzo.net.*;
import dev.gonzo.stream.*;
import dev.gonzo.tls.*;

void main(String[] arguments) throws Exception {
  if (arguments.length < 2) {
    IO.println("usage: HttpsServer.java CERTIFICATE.pem KEY.pem [PORT]");
    return;
  }
  var options =
      TlsOptions.defaults()
          .withCertificate(Path.of(arguments[0]), Path.of(arguments[1]))
          .withApplicationProtocols("http/1.1");
  int port = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 8443;
  run(() -> {
    try (Listener listener = Tcp.listen("127.0.0.1", port)) {
      var handler = Tls.handler(options, this::answer);
      IO.println("listening on " + listener.localAddress());
      listener.serve(handler);
    }
  });
}

void answer(TlsStream client) throws IOException {
  var input = Input.of(client).withLimit(8192); // no line of a request is longer
  var output = Output.of(client);
  // Closes the connection of a client that is too slow.
  while (ignoreAfter(ofSeconds(30), () -> answerOne(client, input, output)).orElse(false)) {}
}

/** Handles one request; returns whether another one may follow. */
boolean answerOne(TlsStream client, Input input, Output output) throws IOException {
  String request = input.readLine();
  if (request == null) return false;
  int headers = 0;
  for (String line; (line = input.readLine()) != null && !line.isEmpty(); ) {
    if (++headers > 100) throw new IOException("more than 100 headers");
  }
  boolean isGet = request.startsWith("GET ");
  String status = isGet ? "200 OK" : "405 Method Not Allowed\r\nConnection: close";
  String page =
      "Hello over " + client.version() + ".\n" + (isGet ? request : "Only GET, please.") + "\n";
  output.writeString("HTTP/1.1 " + status + "\r\n");
  output.writeString("Content-Type: text/plain; charset=utf-8\r\n");
  output.writeString("Content-Length: " + page.getBytes(UTF_8).length + "\r\n\r\n" + page);
  output.flush();
  return isGet;
}
