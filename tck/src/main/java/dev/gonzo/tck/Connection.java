package dev.gonzo.tck;

import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.yieldNow;

import dev.gonzo.Task;
import dev.gonzo.TaskState;
import dev.gonzo.net.Listener;
import dev.gonzo.net.Socket;
import dev.gonzo.net.Tcp;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Both ends of one TCP connection, opened in one task. */
record Connection(Socket client, Socket server) implements AutoCloseable {
  static final String HERE = "127.0.0.1";

  static Connection open() throws IOException {
    return open(HERE);
  }

  static Connection open(String host) throws IOException {
    try (Listener listener = Tcp.listen(host, 0)) {
      return open(listener, host);
    }
  }

  static Connection open(Listener listener, String host) throws IOException {
    Task<Socket> accepting = spawn(listener::accept);
    Socket client = Tcp.connect(host, listener.localAddress().getPort());
    return new Connection(client, accepting.join());
  }

  @Override
  public void close() {
    client.close();
    server.close();
  }

  static void send(Socket socket, String text) throws IOException {
    socket.writeAll(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Receives the bytes of one call: the whole text, if it is short. */
  static String receive(Socket socket) throws IOException {
    var buffer = new byte[100];
    int count = socket.read(buffer);
    return count < 0 ? "the end" : new String(buffer, 0, count, StandardCharsets.UTF_8);
  }

  /** Receives everything up to the end of the stream. */
  static byte[] receiveAll(Socket socket) throws IOException {
    var all = new ByteArrayOutputStream();
    var buffer = new byte[65_536];
    for (int count; (count = socket.read(buffer)) >= 0; ) {
      all.write(buffer, 0, count);
    }
    return all.toByteArray();
  }

  /** Lets the others have their turns, and the devices be polled, until the task waits. */
  static void untilSuspended(Task<?> task) {
    while (task.state() != TaskState.SUSPENDED) {
      yieldNow();
    }
  }

  /** Lets the others have many turns, and the devices be polled several times. */
  static void letOthersRun() {
    for (int i = 0; i < 500; i++) {
      yieldNow();
    }
  }
}
