package dev.gonzo.sim.net;

import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.sim.net.World.MILLISECOND;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gonzo.net.Listener;
import dev.gonzo.net.Socket;
import dev.gonzo.net.Tcp;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;

/** A server and a client, ten milliseconds apart. */
abstract class TwoHosts {
  static final String SERVER = "10.0.0.1";
  static final int PORT = 80;

  final World world = World.inVirtualTime(1);
  final Network network = world.network;
  final List<String> seen = new ArrayList<>();
  World.Host server;
  World.Host client;

  @BeforeEach
  void prepare() {
    server = world.host("server", SERVER);
    client = world.host("client", "10.0.0.2");
    network.conditions(Conditions.GOOD.withLatency(Distribution.constant(10 * MILLISECOND)));
  }

  interface Serving {
    void serve(Socket socket) throws IOException;
  }

  void serve(Serving serving) {
    server.start(() -> {
      try (Listener listener = Tcp.listen(SERVER, PORT);
          Socket socket = listener.accept()) {
        serving.serve(socket);
      }
    });
  }

  void see(String what) {
    seen.add(what + " at " + world.agenda.now() / MILLISECOND);
  }

  static void send(Socket socket, String text) throws IOException {
    socket.writeAll(text.getBytes(UTF_8));
  }

  static String receive(Socket socket) throws IOException {
    var buffer = new byte[1000];
    int count = socket.read(buffer);
    return count < 0 ? "the end" : new String(buffer, 0, count, UTF_8);
  }

  static byte[] receiveAll(Socket socket) throws IOException {
    var all = new ByteArrayOutputStream();
    var buffer = new byte[5000];
    for (int count; (count = socket.read(buffer)) >= 0; ) {
      all.write(buffer, 0, count);
    }
    return all.toByteArray();
  }

  static byte[] pattern(int length) {
    var bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  static void pause(long nanos) {
    sleep(Duration.ofNanos(nanos));
  }
}
