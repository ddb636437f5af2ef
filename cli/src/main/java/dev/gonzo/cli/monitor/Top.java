package dev.gonzo.cli.monitor;

import dev.gonzo.monitor.client.MonitorClient;
import dev.gonzo.monitor.client.TaskPage;
import dev.gonzo.report.Text;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jline.keymap.BindingReader;
import org.jline.keymap.KeyMap;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.Display;
import org.jline.utils.InfoCmp.Capability;
import org.jspecify.annotations.Nullable;

/** Shows the tasks of a program on the whole terminal, until a key ends it. */
public final class Top {
  private static final long LOOK_MILLIS = 100;
  private static final int MOST_FRAMES = 200;
  private static final int ENTER = '\r';
  private static final int ESCAPE = 27;
  private static final int BACKSPACE = 127;

  private final MonitorClient client;
  private final Terminal terminal;
  private final Sampler sampler;
  private final TopModel model;
  private final Display display;
  private final BindingReader keys;
  private final KeyMap<TopKey> bindings;
  private final AtomicBoolean interrupted = new AtomicBoolean();
  private volatile Map<Integer, Collection<Long>> inSight = Map.of();
  private List<String> panel = List.of();
  // What the panel will show; null if nothing was asked for.
  private @Nullable CompletableFuture<List<String>> asked;
  // The filter that is being typed; null if none is.
  private @Nullable StringBuilder typed;

  private Top(MonitorClient client, Terminal terminal, int delaySeconds, int most, String filter) {
    this.client = client;
    this.terminal = terminal;
    this.model = new TopModel(filter);
    this.display = new Display(terminal, true);
    this.keys = new BindingReader(terminal.reader());
    this.bindings = TopKey.bindings(terminal);
    this.sampler =
        new Sampler(
            client,
            () -> new Snapshot.Wanted(most, "", false, inSight),
            TimeUnit.SECONDS.toNanos(delaySeconds));
  }

  /**
   * Shows a program. Blocks the thread until the user quits.
   *
   * @param client the connection to it
   * @param delaySeconds how long to wait between two looks
   * @param most how many tasks of each kernel
   * @param filter a part of the names of tasks; empty for all
   * @throws IOException if the connection is lost
   */
  public static void show(MonitorClient client, int delaySeconds, int most, String filter)
      throws IOException {
    // JLine then draws the lines of the tree in ASCII, which each terminal shows: some have no
    // other
    // set of characters in UTF-8.
    System.setProperty("org.jline.utils.disableAlternateCharset", "true");
    try (Terminal terminal = TerminalBuilder.builder().system(true).dumb(false).build()) {
      new Top(client, terminal, delaySeconds, most, filter).run();
    }
  }

  private void run() throws IOException {
    Terminal.SignalHandler before =
        terminal.handle(Terminal.Signal.INT, _ -> interrupted.set(true));
    Attributes attributes = terminal.enterRawMode();
    terminal.puts(Capability.enter_ca_mode);
    terminal.puts(Capability.cursor_invisible);
    terminal.puts(Capability.keypad_xmit);
    try (sampler) {
      sampler.start();
      while (!interrupted.get() && step()) {}
    } finally {
      terminal.puts(Capability.keypad_local);
      terminal.puts(Capability.cursor_visible);
      terminal.puts(Capability.exit_ca_mode);
      terminal.flush();
      terminal.setAttributes(attributes);
      terminal.handle(Terminal.Signal.INT, before);
    }
  }

  /** Draws, and handles a key if there is one; false to quit. */
  private boolean step() throws IOException {
    IOException lost = sampler.lost();
    if (lost != null) {
      throw lost;
    }
    Sample latest = sampler.latest();
    if (latest != null) {
      model.show(latest);
    }
    if (asked != null && asked.isDone()) {
      panel = asked.join();
      asked = null;
    }
    draw();
    int next = keys.peekCharacter(LOOK_MILLIS);
    if (next == -1) {
      return false; // the terminal is gone
    }
    if (next < 0) {
      return true; // no key
    }
    return typed != null ? type(keys.readCharacter()) : act(keys.readBinding(bindings));
  }

  private void draw() {
    Size size = terminal.getSize();
    int width = Math.max(20, size.getColumns());
    int height = Math.max(TopView.OTHER_LINES + 1, size.getRows());
    if (display.getColumns() != width || display.getRows() != height) {
      display.resize(Size.of(width, height));
      display.clear();
    }
    model.resize(height - TopView.OTHER_LINES);
    inSight = model.tasksInSight();
    display.update(TopView.draw(model, title(), footer(), panel, width, height), -1);
  }

  private String title() {
    String state =
        sampler.isPaused() ? "  PAUSED" : model.sample() == null ? "  looking for the tasks" : "";
    return "gonzo top " + client.pid() + "  " + Text.visible(client.program()) + state;
  }

  private String footer() {
    if (typed != null) {
      return "filter: " + Text.visible(typed.toString()) + "_   (Enter keeps it, Esc removes it)";
    }
    String filter = model.filter().isEmpty() ? "" : "  filter: " + Text.visible(model.filter());
    String order = model.order().name().toLowerCase(java.util.Locale.ROOT);
    return "h keys  q quit  by " + order + "  " + model.rows().size() + " rows" + filter;
  }

  private boolean type(int character) {
    StringBuilder text = typed;
    if (text == null) {
      return true;
    }
    switch (character) {
      case ENTER, '\n' -> typed = null;
      case ESCAPE -> {
        typed = null;
        model.filterBy("");
      }
      case BACKSPACE, '\b' -> {
        text.setLength(Math.max(0, text.length() - 1));
        model.filterBy(text.toString());
      }
      case 3 -> {
        return false;
      }
      default -> {
        if (character >= ' ' && text.length() < 100) {
          text.append((char) character);
          model.filterBy(text.toString());
        }
      }
    }
    return true;
  }

  private boolean act(@Nullable TopKey key) {
    boolean hadPanel = !panel.isEmpty();
    panel = List.of();
    asked = null;
    switch (key) {
      case null -> {}
      case QUIT -> {
        return false;
      }
      case CLOSE -> {
        return true;
      }
      case UP -> model.move(-1);
      case DOWN -> model.move(1);
      case PAGE_UP -> model.move(-model.height());
      case PAGE_DOWN -> model.move(model.height());
      case HOME -> model.move(-model.rows().size());
      case END -> model.move(model.rows().size());
      case FOLD -> model.fold();
      case UNFOLD -> model.unfold();
      case CPU -> model.orderBy(TopModel.Order.CPU);
      case TURNS -> model.orderBy(TopModel.Order.TURNS);
      case AGE -> model.orderBy(TopModel.Order.AGE);
      case NAME -> model.orderBy(TopModel.Order.NAME);
      case NUMBER -> model.orderBy(TopModel.Order.NUMBER);
      case FILTER -> typed = new StringBuilder(model.filter());
      case PAUSE -> sampler.pause(!sampler.isPaused());
      case HELP -> panel = hadPanel ? List.of() : TopView.keys();
      case STACK -> panel = stack();
    }
    return true;
  }

  private List<String> stack() {
    TopModel.Row row = model.chosenRow();
    if (row == null) {
      return List.of();
    }
    if (row.task() == null) {
      TaskPage.Busy busy = row.kernel().busy();
      return busy == null ? List.of() : shown(busy);
    }
    String heading = "task " + Text.visible(row.task().name()) + ":";
    asked =
        sampler
            .stack(row.key())
            .thenApply(stack ->
                stack.busy() == null ? shown(heading, stack.frames()) : shown(stack.busy()));
    return List.of(heading, "  asking ...");
  }

  private static List<String> shown(TaskPage.Busy busy) {
    return shown("the kernel does not answer: " + Columns.keeper(busy), busy.stack());
  }

  private static List<String> shown(String heading, List<String> frames) {
    var lines = new ArrayList<String>();
    lines.add(heading);
    if (frames.isEmpty()) {
      lines.add("  it has no stack: it has not begun, or has ended");
    }
    frames.stream().limit(MOST_FRAMES).forEach(frame -> lines.add("  at " + Text.visible(frame)));
    return lines;
  }
}
