package dev.gonzo.bench.server;

import static dev.gonzo.Gonzo.run;

import dev.gonzo.process.Command;
import java.io.IOException;

/** Starts processes one after the other, and waits for each: {@code go COUNT}. */
final class Processes {
  private Processes() {}

  public static void main(String[] arguments) throws Exception {
    Requests.serveTimed(request -> {
      int count = Integer.parseInt(request[0]);
      run(() -> start(count));
      return count;
    });
  }

  private static void start(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      try (var process = Command.of("true").start()) {
        if (!process.await().isSuccess()) {
          throw new IOException("true was false");
        }
      }
    }
  }
}
