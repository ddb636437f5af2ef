package dev.gonzo.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The times of a thread as Linux keeps them: {@code schedstat} has the time on a processor and the
 * time in the queue for one, {@code stat} the state, where S and D are waits in the system.
 */
final class SystemTimes {
  private SystemTimes() {}

  /** Reads them; null where the system does not have them, or the process no descriptor left. */
  static @Nullable ThreadTimes of(long systemId) {
    if (systemId < 0) {
      return null;
    }
    Path thread = Path.of("/proc/self/task/" + systemId);
    try {
      // The state first: a thread that waits has had all its delays counted.
      boolean waits = waits(Files.readString(thread.resolve("stat")));
      String[] times = Files.readString(thread.resolve("schedstat")).strip().split(" ", -1);
      return new ThreadTimes(
          "system " + systemId, Long.parseLong(times[0]), Long.parseLong(times[1]), waits, true);
    } catch (IOException | RuntimeException notThere) {
      return null;
    }
  }

  /** The state follows the name, which is in parentheses and may contain anything. */
  private static boolean waits(String stat) {
    char state = stat.charAt(stat.lastIndexOf(')') + 2);
    return state == 'S' || state == 'D';
  }
}
