package calls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * How many calls, and what they cost: the time of the processors, in user and system mode, that
 * this process and the server have used.
 */
final class Load {
  static final String TEXT = "x".repeat(64);

  private static final double TICKS_PER_SECOND = 100;

  final int calls;
  final int atOnce;
  private final long server;
  private long ticks;
  private long nanos;

  Load(int calls, int atOnce, long server) {
    this.calls = calls;
    this.atOnce = atOnce;
    this.server = server;
  }

  /** A number of calls, with {@link #atOnce} of them at a time. */
  interface Calls {
    void run(int calls) throws Exception;
  }

  void measure(Calls body) throws Exception {
    body.run(calls); // compiles
    body.run(calls);
    begin();
    body.run(calls);
    end();
  }

  void begin() throws IOException {
    ticks = ticks();
    nanos = System.nanoTime();
  }

  void end() throws IOException {
    double seconds = (System.nanoTime() - nanos) / 1e9;
    double used = (ticks() - ticks) / TICKS_PER_SECOND;
    System.out.printf(Locale.ROOT, "%.0f %.2f%n", calls / seconds, used * 1e6 / calls);
  }

  private long ticks() throws IOException {
    return ticks("self") + ticks(Long.toString(server));
  }

  private static long ticks(String process) throws IOException {
    String stat = Files.readString(Path.of("/proc", process, "stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
  }
}
