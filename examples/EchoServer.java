// Sends back everything it receives, to any number of clients, on one thread: straight-line code,
// without callbacks and futures.
//   ./gonzo run examples/EchoServer.java [PORT]
//   nc 127.0.0.1 25000        in another terminal

import static dev.gonzo.Gonzo.*;

import dev.gonzo.net.*;

void main(String[] arguments) throws Exception {
  int port = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 25000;
  run(() -> {
    try (Listener listener = Tcp.listen("127.0.0.1", port)) {
      IO.println("listening on " + listener.localAddress());
      listener.serve(this::echo);
    }
  });
}

void echo(Socket client) throws IOException {
  var buffer = new byte[65536];
  for (int n; (n = client.read(buffer)) > 0; ) client.writeAll(buffer, 0, n);
}
