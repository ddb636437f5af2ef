import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A proxy with two virtual threads for each client. */
void main(String[] arguments) throws IOException {
  int port = Integer.parseInt(arguments[0]);
  int backend = Integer.parseInt(arguments[1]);
  try (var listener = new ServerSocket(port, 4096, InetAddress.getLoopbackAddress())) {
    while (true) {
      Socket client = listener.accept();
      Thread.startVirtualThread(() -> pass(client, backend));
    }
  }
}

void pass(Socket client, int port) {
  try (client;
      var backend = new Socket(InetAddress.getLoopbackAddress(), port)) {
    client.setTcpNoDelay(true);
    backend.setTcpNoDelay(true);
    Thread answers = Thread.startVirtualThread(() -> copy(backend, client));
    copy(client, backend);
    answers.join();
  } catch (IOException _) {
    // The client or the backend has gone.
  } catch (InterruptedException _) {
    Thread.currentThread().interrupt();
  }
}

void copy(Socket from, Socket to) {
  try {
    from.getInputStream().transferTo(to.getOutputStream());
    to.shutdownOutput();
  } catch (IOException _) {
    // One of the two has gone.
  }
}
