import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** An echo server with a virtual thread for each connection. */
void main(String[] arguments) throws IOException {
  int port = Integer.parseInt(arguments[0]);
  try (var listener = new ServerSocket(port, 4096, InetAddress.getLoopbackAddress())) {
    while (true) {
      Socket client = listener.accept();
      Thread.startVirtualThread(() -> echo(client));
    }
  }
}

void echo(Socket client) {
  try (client) {
    client.setTcpNoDelay(true);
    var input = client.getInputStream();
    var output = client.getOutputStream();
    var buffer = new byte[65536];
    for (int n; (n = input.read(buffer)) > 0; ) {
      output.write(buffer, 0, n);
    }
  } catch (IOException _) {
    // The client has gone.
  }
}
