package dev.gonzo.bench.load;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.timeoutAfter;

import dev.gonzo.TaskGroup;
import dev.gonzo.bench.server.Requests;
import dev.gonzo.http.Http;
import dev.gonzo.http.client.Client;
import dev.gonzo.http.client.ClientOptions;
import dev.gonzo.http.engine.websocket.Message;
import dev.gonzo.http.websocket.WebSocket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Load for echo servers of WebSocket: a closed loop with one binary message in flight on each
 * connection, each of which is a task. Every byte that comes back is compared with the byte that
 * was sent.
 */
final class WebSocketLoad {
  private static final Duration TIME_LIMIT = Duration.ofSeconds(20);

  private final byte[] table;
  private final int size;

  private WebSocketLoad(int size) {
    this.size = size;
    table = new byte[size + 4_096];
    new Random(1).nextBytes(table);
  }

  public static void main(String[] arguments) throws Exception {
    int connections = Integer.parseInt(arguments[1]);
    var load = new WebSocketLoad(Integer.parseInt(arguments[2]));
    run(() -> {
      try (Client client = Http.client(ClientOptions.defaults())) {
        var sockets = new ArrayList<WebSocket>();
        for (int i = 0; i < connections; i++) {
          sockets.add(client.webSocket("ws://127.0.0.1:" + arguments[0] + "/"));
        }
        Requests.serveInTask(request -> load.go(Double.parseDouble(request[0]), sockets));
      }
    });
  }

  private String go(double seconds, List<WebSocket> sockets) throws Exception {
    long began = System.nanoTime();
    long end = began + (long) (seconds * 1e9);
    var turnarounds = new ArrayList<long[]>();
    try (var group = TaskGroup.open()) {
      for (int i = 0; i < sockets.size(); i++) {
        WebSocket socket = sockets.get(i);
        int number = i;
        group.spawn(() -> turnarounds.add(exchange(socket, number, end)));
      }
      group.join();
    }
    return LoadAnswer.of(turnarounds, System.nanoTime() - began);
  }

  /** {@return the time that each message took there and back, in nanoseconds} */
  private long[] exchange(WebSocket socket, int number, long end) throws IOException {
    var took = new long[1_024];
    int count = 0;
    long began = System.nanoTime();
    do {
      var sent = ByteBuffer.wrap(table, (number * 31 + count * 17) % 4_096, size);
      socket.send(sent.duplicate());
      Message back = timeoutAfter(TIME_LIMIT, socket::receive).orElseThrow();
      if (!back.bytes().equals(sent)) {
        throw new IOException("other bytes came back than were sent");
      }
      if (count == took.length) {
        took = Arrays.copyOf(took, count * 2);
      }
      long now = System.nanoTime();
      took[count++] = now - began;
      began = now;
    } while (began - end < 0);
    return Arrays.copyOf(took, count);
  }
}
