package dev.gonzo.kernel.loop.watch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The times of a thread as Linux reports them: {@code schedstat} has the time on a processor and
 * the time in the run queue, {@code stat} has the state, where S and D mean blocked in the system.
 */
final class SystemTimes {
  private SystemTimes() {}

  /** Reads them; null if the system does not have them or the process has no descriptor left. */
  static @Nullable ThreadTimes of(long systemId) {
    if (systemId < 0) {
      return null;
    }
    Path thread = Path.of("/proc/self/task/" + systemId);
    try {
      // The state first: all delays of a thread that is blocked have been counted.
      boolean waits = waits(Files.readString(thread.resolve("stat")));
      String[] times = Files.readString(thread.resolve("schedstat")).strip().split(" ", -1);
      return ThreadTimes.exact(
          "system " + systemId, Long.parseLong(times[0]), Long.parseLong(times[1]), waits);
    } catch (IOException | RuntimeException notThere) {
      return null;
    }
  }

  /**
   * Whether the state is S or D. It follows the name, which is in parentheses and may contain
   * anything.
   */
  private static boolean waits(String stat) {
    char state = stat.charAt(stat.lastIndexOf(')') + 2);
    return state == 'S' || state == 'D';
  }
}
