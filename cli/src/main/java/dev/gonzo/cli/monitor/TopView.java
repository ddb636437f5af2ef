package dev.gonzo.cli.monitor;

import dev.gonzo.monitor.client.TaskFacts;
import dev.gonzo.report.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/** Draws what {@code top} shows, as lines of a given width. */
final class TopView {
  private static final String HEADER = "  CPU%  TURNS/s      AGE  TASK";

  /** How many lines are above and below the rows. */
  static final int OTHER_LINES = 3;

  private static final List<String> KEYS =
      List.of(
          "Up Down PgUp PgDn Home End  move           c  sort by processor time",
          "Left Right                  fold, unfold   t  sort by turns",
          "Enter                       stack          a  sort by age",
          "/                           filter names   n  sort by name",
          "p or Space                  pause          i  sort by number",
          "q or Ctrl-C                 quit           h  these keys");

  private TopView() {}

  /**
   * Draws the screen.
   *
   * @param model what to show
   * @param title the program
   * @param footer the last line
   * @param panel lines that cover the lower rows; empty if none
   * @param width columns
   * @param height lines
   */
  static List<AttributedString> draw(
      TopModel model, String title, String footer, List<String> panel, int width, int height) {
    var lines = new ArrayList<AttributedString>();
    lines.add(line(title, AttributedStyle.BOLD, width));
    lines.add(line(HEADER, AttributedStyle.DEFAULT.inverse(), width));
    int chosen = model.chosenIndex();
    TaskKey key = chosen < 0 ? null : model.rows().get(chosen).key();
    for (TopModel.Row row : model.inSight()) {
      AttributedStyle style =
          row.key().equals(key)
              ? AttributedStyle.DEFAULT.background(AttributedStyle.BLUE).foreground(15)
              : row.task() == null ? AttributedStyle.BOLD : AttributedStyle.DEFAULT;
      lines.add(line(text(model, row), style, width));
    }
    while (lines.size() < height - 1) {
      lines.add(AttributedString.EMPTY);
    }
    int covered = Math.min(panel.size(), height - OTHER_LINES);
    for (int i = 0; i < covered; i++) {
      lines.set(
          height - 1 - covered + i,
          line(panel.get(i), AttributedStyle.DEFAULT.foreground(AttributedStyle.CYAN), width));
    }
    lines.add(line(footer, AttributedStyle.DEFAULT.faint(), width));
    return lines.subList(0, Math.min(lines.size(), height));
  }

  /** {@return the keys, for a panel} */
  static List<String> keys() {
    return KEYS;
  }

  private static String text(TopModel model, TopModel.Row row) {
    TaskFacts task = row.task();
    String fold = row.children() == 0 ? "  " : model.isClosed(row.key()) ? "> " : "v ";
    if (task == null) {
      return "%25s  %s%s".formatted("", fold, kernel(row.kernel()));
    }
    Sample sample = model.sample();
    long cpu = sample == null ? 0 : sample.runPerMille(row.key(), task);
    long turns = sample == null ? 0 : sample.turnsPerSecond(row.key(), task);
    return String.format(
            Locale.ROOT,
            "%6.1f  %7s  %7s  ",
            cpu / 10.0,
            Columns.count(turns),
            Columns.time(task.ageNanos()))
        + "  "
        + row.indent()
        + fold
        + Columns.line(task);
  }

  private static String kernel(Snapshot.OfKernel kernel) {
    String text =
        String.format(
            Locale.ROOT,
            "kernel %d %s, %,d tasks",
            kernel.facts().number(),
            Text.visible(kernel.facts().name()),
            kernel.facts().tasks());
    if (kernel.busy() != null) {
      return text + ": does not answer, " + Columns.keeper(kernel.busy());
    }
    return kernel.isWhole() ? text : text + ", the first " + kernel.tasks().size() + " are shown";
  }

  /** A line that is cut to a width in columns: some characters take two. */
  private static AttributedString line(String text, AttributedStyle style, int width) {
    AttributedString whole = new AttributedStringBuilder().append(text, style).toAttributedString();
    AttributedString cut = whole.columnSubSequence(0, width);
    int rest = width - cut.columnLength();
    return rest <= 0
        ? cut
        : new AttributedStringBuilder()
            .append(cut)
            .append(" ".repeat(rest), style)
            .toAttributedString();
  }
}
