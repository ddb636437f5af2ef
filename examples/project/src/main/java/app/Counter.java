package app;

import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.timeoutAfter;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import dev.gonzo.DeadlineExceededException;
import dev.gonzo.file.AsyncFiles;
import dev.gonzo.net.Socket;
import dev.gonzo.net.Tcp;
import dev.gonzo.stream.Input;
import dev.gonzo.sync.Lock;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Counts requests of other machines, and keeps the count on its disk: no number is given twice. */
public final class Counter {
  private static final int PORT = 7000;

  private final Path file;
  private final Lock lock = Lock.of();

  public Counter(Path file) {
    this.file = file;
  }

  public void serve(String host) throws IOException {
    Tcp.serve(host, PORT, this::answer);
  }

  private void answer(Socket client) throws IOException {
    if (Input.of(client).withLimit(100).readLine() != null) {
      client.writeAll((next() + "\n").getBytes(UTF_8));
    }
  }

  private long next() throws IOException {
    try (var _ = lock.acquire()) {
      long count = last() + 1;
      AsyncFiles.replace(file, Long.toString(count).getBytes(UTF_8));
      return count;
    }
  }

  private long last() throws IOException {
    try {
      return Long.parseLong(AsyncFiles.readString(file));
    } catch (NoSuchFileException none) {
      return 0;
    }
  }

  /** Gets a number from the counter on a host; asks until there is an answer. */
  public static long next(String host) {
    while (true) {
      try {
        String answer = timeoutAfter(ofSeconds(2), () -> ask(host));
        if (answer != null) {
          return Long.parseLong(answer);
        }
      } catch (IOException | DeadlineExceededException noAnswer) {
        // It may have counted or not: the next number is another one in both cases.
      }
      sleep(ofMillis(200));
    }
  }

  private static String ask(String host) throws IOException {
    try (Socket server = Tcp.connect(host, PORT)) {
      server.writeAll("next\n".getBytes(UTF_8));
      return Input.of(server).withLimit(100).readLine();
    }
  }
}
