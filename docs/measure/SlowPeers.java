import dev.gonzo.Moment;
import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;

import dev.gonzo.TaskGroup;
import dev.gonzo.net.Listener;
import dev.gonzo.net.Socket;
import dev.gonzo.net.Tcp;
import dev.gonzo.stream.Input;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

/*
 * What many peers cost that send a byte a second, and what they cost the one beside them that does not.
 *
 *   ./gonzo run docs/measure/SlowPeers.java [PEERS [SECONDS]]
 *
 * Server and clients are one process on one kernel, so that a connection counts twice.
 */

void main(String... arguments) throws Exception {
  int peers = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1_000;
  int seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 10;
  run(() -> measure(peers, seconds));
}

private void measure(int peers, int seconds) throws IOException {
  try (Listener listener = Tcp.listen("127.0.0.1", 0);
      var slow = TaskGroup.<Void>open()) {
    int port = listener.localAddress().getPort();
    var serving = spawn("server", () -> listener.serve(this::answerLines));
    try (Socket quick = Tcp.connect("127.0.0.1", port)) {
      IO.println("no other peer: " + turnaround(quick, 2));
      long before = heap();
      for (int i = 0; i < peers; i++) {
        slow.spawn(() -> dribble(port));
      }
      sleep(Duration.ofSeconds(3));
      IO.println(
          "heap a peer:   "
              + (heap() - before) / peers
              + " B, both ends with their tasks and a buffer for lines");
      IO.println(peers + " dribble: " + turnaround(quick, seconds));
      IO.println(
          "heap a peer:   " + (heap() - before) / peers + " B, " + seconds + " seconds later");
    }
    slow.requestCancel("the measure is over");
    serving.cancel();
  }
}

private void answerLines(Socket client) throws IOException {
  for (String line : Input.of(client).lines()) {
    client.writeAll((line + "\n").getBytes(StandardCharsets.UTF_8));
  }
}

private void dribble(int port) throws IOException {
  try (Socket socket = Tcp.connect("127.0.0.1", port)) {
    while (true) {
      socket.writeAll(new byte[] {'x'});
      sleep(Duration.ofSeconds(1));
    }
  }
}

private String turnaround(Socket quick, int seconds) throws IOException {
  var answers = Input.of(quick);
  var nanos = new long[seconds * 100];
  for (int i = 0; i < nanos.length; i++) {
    long begun = Moment.now().sinceOrigin().toNanos();
    quick.writeAll("quick\n".getBytes(StandardCharsets.UTF_8));
    if (answers.readLine().isEmpty()) {
      throw new AssertionError("the server has gone");
    }
    nanos[i] = Moment.now().sinceOrigin().toNanos() - begun;
    sleep(Duration.ofMillis(10));
  }
  Arrays.sort(nanos);
  return "a line there and back takes %d us, p99 %d us, at most %d us"
      .formatted(
          nanos[nanos.length / 2] / 1_000,
          nanos[nanos.length * 99 / 100] / 1_000,
          nanos[nanos.length - 1] / 1_000);
}

private long heap() {
  System.gc();
  sleep(Duration.ofMillis(300));
  System.gc();
  Runtime runtime = Runtime.getRuntime();
  return runtime.totalMemory() - runtime.freeMemory();
}
