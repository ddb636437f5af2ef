// The ladder, top rung: one thread, any number of clients, and straight-line code again.
//   ./gonzo run examples/ladder/Echo5Coroutines.java [PORT]

import static dev.gonzo.Gonzo.*;

import dev.gonzo.net.*;

void main(String[] arguments) throws IOException {
  int port = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 25000;
  run(
      () -> {
        try (var listener = Tcp.listen("127.0.0.1", port)) {
          IO.println("listening on " + listener.localAddress());
          listener.serve(this::echo);
        }
      });
}

void echo(Socket client) throws IOException {
  var buffer = new byte[65536];
  for (int n; (n = client.read(buffer)) > 0; ) client.writeAll(buffer, 0, n);
}
