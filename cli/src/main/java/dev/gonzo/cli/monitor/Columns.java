package dev.gonzo.cli.monitor;

import dev.gonzo.monitor.client.TaskFacts;
import dev.gonzo.monitor.client.TaskPage;
import dev.gonzo.report.Text;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Facts as short texts, in which no character of the program can steer a terminal. */
final class Columns {
  private static final long MICROSECOND = 1_000;
  private static final long MILLISECOND = 1_000_000;
  private static final long SECOND = 1_000_000_000;

  private Columns() {}

  /** A time of at most seven characters. */
  static String time(long nanos) {
    if (nanos < MILLISECOND) {
      return nanos / MICROSECOND + "us";
    }
    if (nanos < SECOND) {
      return nanos / MILLISECOND + "ms";
    }
    if (nanos < 60 * SECOND) {
      return String.format(Locale.ROOT, "%.1fs", nanos / (double) SECOND);
    }
    long minutes = TimeUnit.NANOSECONDS.toMinutes(nanos);
    if (minutes < 60) {
      return minutes + "m%02ds".formatted(TimeUnit.NANOSECONDS.toSeconds(nanos) % 60);
    }
    long hours = minutes / 60;
    return hours < 48
        ? hours + "h%02dm".formatted(minutes % 60)
        : hours / 24 + "d" + hours % 24 + "h";
  }

  /** A number of at most seven characters. */
  static String count(long count) {
    if (count < 1_000_000) {
      return Long.toString(count);
    }
    return count < 1_000_000_000
        ? String.format(Locale.ROOT, "%.1fM", count / 1e6)
        : String.format(Locale.ROOT, "%.1fG", count / 1e9);
  }

  /** What a task is called, does and waits for, as in {@code Task.tree()}. */
  static String line(TaskFacts task) {
    var line = new StringBuilder(Text.visible(task.name()));
    line.append(task.daemon() ? " (daemon) " : " ").append(Text.visible(task.state()));
    if (!task.trap().isEmpty()) {
      line.append(" at ").append(Text.visible(task.trap()));
      if (!task.subject().isEmpty()) {
        line.append(": ").append(Text.visible(task.subject()));
      }
    }
    if (!task.place().isEmpty()) {
      line.append(", ").append(Text.visible(task.place()));
    }
    return line.toString();
  }

  /** What keeps a kernel from answering. */
  static String keeper(TaskPage.Busy busy) {
    return busy.running().isEmpty()
        ? "no thread steps it"
        : "task " + Text.visible(busy.running()) + " keeps its thread";
  }
}
