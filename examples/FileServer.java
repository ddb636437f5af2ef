// Serves the files below a directory over HTTP. A slow disk or client does not hold up other
// clients.
//   ./gonzo run examples/FileServer.java [PORT [DIRECTORY]]
//   curl http://127.0.0.1:8080/README.md

import static dev.gonzo.Gonzo.*;

import dev.gonzo.http.*;
import dev.gonzo.http.server.*;

void main(String[] arguments) throws Exception {
  int port = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 8080;
  Path root = Path.of(arguments.length > 1 ? arguments[1] : ".");
  run(() -> {
    try (HttpServer server = Http.listen("127.0.0.1", port, ServerOptions.defaults())) {
      IO.println("listening on " + server.localAddress());
      server.serve(StaticFiles.below(root).withListings());
    }
  });
}
