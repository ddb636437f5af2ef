package dev.gonzo.kernel.driver;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.timeoutAfter;

import dev.gonzo.DeadlineExceededException;
import dev.gonzo.Task;
import dev.gonzo.TaskState;
import dev.gonzo.net.Tcp;
import java.io.IOException;
import java.time.Duration;

/** A server whose first client may be lost; prints when a client was served. */
final class ServesOne {
  private ServesOne() {}

  static void main(String[] arguments) throws Exception {
    run(() -> {
      try (var listener = Tcp.listen("127.0.0.1", 0)) {
        int port = listener.localAddress().getPort();
        Task<?> server = spawn(() -> listener.serve(client -> client.writeAll(new byte[1])));
        boolean served = false;
        while (!served && server.state() != TaskState.ENDED) {
          try (var client = Tcp.connect("127.0.0.1", port)) {
            served = timeoutAfter(Duration.ofSeconds(3), () -> client.read(new byte[1])) == 1;
          } catch (IOException | DeadlineExceededException lost) {
            // the next one
          }
        }
        System.out.println(served ? "served" : "ended: " + server.outcome());
        server.cancel();
      }
    });
  }
}
