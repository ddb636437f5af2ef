package dev.gonzo.cli;

import dev.gonzo.recorder.ReplayResult;
import dev.gonzo.recorder.StackTrace;
import dev.gonzo.recorder.format.Printable;
import dev.gonzo.recorder.format.Secrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * How a replay has ended, for the user.
 *
 * @param status the exit status of the command
 * @param kernel the number of the kernel that diverged, from 0; -1 if none did
 * @param differs the number of the event that differs; 0 for none
 * @param lastCommon the number of the last trap of its task that was equal; 0 for none
 * @param text lines that each end in a line feed
 */
record ReplayVerdict(int status, int kernel, long differs, long lastCommon, String text) {
  /** The program did the same. */
  static final int EQUAL = 0;

  /** The program did something else. */
  static final int DIVERGED = 1;

  /** It could not be replayed. */
  static final int IMPOSSIBLE = 2;

  /**
   * Describes the results of the kernels.
   *
   * @param results a result for each kernel, in order
   * @param cut shows the lines of the program
   */
  static ReplayVerdict of(List<ReplayResult> results, StackCut cut) {
    var text = new StringBuilder();
    int status = EQUAL;
    int kernel = -1;
    long differs = 0;
    long lastCommon = 0;
    for (int i = 0; i < results.size(); i++) {
      if (results.size() > 1) {
        text.append("kernel ").append(i + 1).append(" of ").append(results.size()).append(": ");
      }
      text.append(text(results.get(i), cut));
      status = Math.max(status, status(results.get(i)));
      if (kernel < 0 && results.get(i) instanceof ReplayResult.Diverged diverged) {
        kernel = i;
        differs = diverged.number();
        lastCommon = diverged.lastCommon();
      }
    }
    return new ReplayVerdict(status, kernel, differs, lastCommon, text.toString());
  }

  /** Writes it for {@link #read}. */
  void write(Path file) throws IOException {
    Files.writeString(file, "%d %d %d %d\n%s".formatted(status, kernel, differs, lastCommon, text));
  }

  /** Reads one that another JVM has written. */
  static ReplayVerdict read(Path file) throws IOException {
    String written = Files.readString(file);
    int end = written.indexOf('\n');
    String[] numbers = written.substring(0, Math.max(0, end)).split(" ", -1);
    if (numbers.length < 4) {
      throw new IOException("the JVM of the replay ended while it wrote the result");
    }
    return new ReplayVerdict(
        Integer.parseInt(numbers[0]),
        Integer.parseInt(numbers[1]),
        Long.parseLong(numbers[2]),
        Long.parseLong(numbers[3]),
        written.substring(end + 1));
  }

  private static int status(ReplayResult result) {
    return switch (result) {
      case ReplayResult.Equal _, ReplayResult.EndsEarly _ -> EQUAL;
      case ReplayResult.Diverged _ -> DIVERGED;
      case ReplayResult.NotReplayable _ -> IMPOSSIBLE;
    };
  }

  /** Whether it has ended, and the kernel does not go on. */
  static boolean isOver(ReplayResult result) {
    return result instanceof ReplayResult.Diverged || result instanceof ReplayResult.EndsEarly;
  }

  private static String text(ReplayResult result, StackCut cut) {
    return switch (result) {
      case ReplayResult.Equal(long events) -> "equal: %d events%n".formatted(events);
      case ReplayResult.EndsEarly(long events) ->
          "equal: %d events, and then the recording ends before the program does%n"
              .formatted(events);
      case ReplayResult.NotReplayable(long number, String reason) ->
          "cannot be replayed beyond event %d: %s%n".formatted(number - 1, shown(reason));
      case ReplayResult.Diverged diverged -> picture(diverged, cut);
    };
  }

  private static String picture(ReplayResult.Diverged diverged, StackCut cut) {
    return """
    diverged at event %d
      recorded: %s
      now:      %s
    %s\
    """
        .formatted(
            diverged.number(),
            shown(diverged.recorded()),
            shown(diverged.now()),
            stack(diverged.stack(), cut));
  }

  private static String shown(String text) {
    return Printable.of(Secrets.masked(text));
  }

  private static String stack(StackTrace stack, StackCut cut) {
    return stack.frames().isEmpty() ? "" : "the program is now\n" + cut.cut(stack.frames());
  }
}
