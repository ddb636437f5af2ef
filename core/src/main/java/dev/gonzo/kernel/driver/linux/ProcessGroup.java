package dev.gonzo.kernel.driver.linux;

import dev.gonzo.kernel.loop.ProcessThreads;
import dev.gonzo.report.DoublingPause;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Waits until no member of a process group runs. The system has no call for that: {@code kill} also
 * counts zombies, and the leader stays a zombie until its handle is closed. So this reads the list
 * of all processes, in a thread, again and again after a pause.
 */
final class ProcessGroup {
  private static final Path PROCESSES = Path.of("/proc");
  private static final Duration FIRST_PAUSE = Duration.ofMillis(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(50);
  // After the name, which may contain spaces and parentheses: state, parent, group.
  private static final char END_OF_NAME = ')';
  private static final int STATE = 0;
  private static final int GROUP = 2;

  private ProcessGroup() {}

  /** Returns when no member runs, or when the task has left. */
  static void awaitEnd(int group, ProcessThreads.Progress progress)
      throws IOException, InterruptedException {
    var pause = new DoublingPause(FIRST_PAUSE, LONGEST_PAUSE);
    while (!progress.isLeft() && runs(group)) {
      Thread.sleep(pause.next());
    }
  }

  /**
   * Whether a member runs. Without {@code /proc} that is unknown, and counts as true for as long as
   * the task waits.
   */
  private static boolean runs(int group) throws IOException {
    boolean found = false;
    try (DirectoryStream<Path> all = Files.newDirectoryStream(PROCESSES, "[0-9]*")) {
      for (Path process : all) {
        found = true;
        if (isMember(process, group)) {
          return true;
        }
      }
    }
    return !found;
  }

  private static boolean isMember(Path process, int group) {
    try {
      String text = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
      String[] fields = text.substring(text.lastIndexOf(END_OF_NAME) + 2).split(" ", GROUP + 2);
      return Integer.parseInt(fields[GROUP]) == group
          && !fields[STATE].equals("Z")
          && !fields[STATE].equals("X");
    } catch (IOException gone) {
      return false;
    }
  }
}
