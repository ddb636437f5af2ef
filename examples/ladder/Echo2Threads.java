// The ladder, second rung: a thread for each client. Still straight-line code, but each client needs a stack, context switches and locks.
//   ./gonzo run examples/ladder/Echo2Threads.java [PORT]

import java.net.*;

void main(String[] arguments) throws IOException {
  int port = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 25000;
  try (var listener = new ServerSocket(port, 50, InetAddress.getLoopbackAddress())) {
    IO.println("listening on " + listener.getLocalSocketAddress());
    while (true) {
      var client = listener.accept();
      Thread.ofPlatform().daemon().start(() -> serve(client));
    }
  }
}

void serve(Socket client) {
  try (client) {
    echo(client);
  } catch (IOException broken) {
    IO.println("a connection ended: " + broken.getMessage());
  }
}

void echo(Socket client) throws IOException {
  var buffer = new byte[65536];
  for (int n; (n = client.getInputStream().read(buffer)) > 0; ) client.getOutputStream().write(buffer, 0, n);
}
