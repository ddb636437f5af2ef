package dev.gonzo.bench.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The last few kilobytes that a process has printed; all else is read and dropped. */
final class Tail {
  private static final int MOST = 8_192;

  private final StringBuilder text = new StringBuilder();
  private final List<Thread> readers = new ArrayList<>();

  static Tail of(InputStream input, String name) {
    var tail = new Tail();
    tail.add(input, name);
    return tail;
  }

  /** Adds a second stream of the same process. */
  void add(InputStream input, String name) {
    readers.add(Thread.ofPlatform().daemon().name("output of " + name).start(() -> readAll(input)));
  }

  private void readAll(InputStream input) {
    var buffer = new byte[MOST];
    try (input) {
      for (int n; (n = input.read(buffer)) >= 0; ) {
        append(new String(buffer, 0, n, StandardCharsets.UTF_8));
      }
    } catch (IOException _) {
      // The process was killed.
    }
  }

  synchronized void append(String more) {
    text.append(more);
    if (text.length() > MOST) {
      text.delete(0, text.length() - MOST);
    }
  }

  /** {@return the same after the process has ended, and all was read} */
  String whole() throws InterruptedException {
    for (Thread reader : readers) {
      reader.join();
    }
    return text();
  }

  synchronized String text() {
    return text.toString().strip();
  }
}
