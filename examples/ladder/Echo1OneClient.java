// The ladder, first rung: an echo server for one client at a time. Straight-line code, but the second client waits.
//   ./gonzo run examples/ladder/Echo1OneClient.java [PORT]

import java.net.*;

void main(String[] arguments) throws IOException {
  int port = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 25000;
  try (var listener = new ServerSocket(port, 50, InetAddress.getLoopbackAddress())) {
    IO.println("listening on " + listener.getLocalSocketAddress());
    while (true) {
      try (var client = listener.accept()) {
        echo(client);
      }
    }
  }
}

void echo(Socket client) throws IOException {
  var buffer = new byte[65536];
  for (int n; (n = client.getInputStream().read(buffer)) > 0; ) client.getOutputStream().write(buffer, 0, n);
}
