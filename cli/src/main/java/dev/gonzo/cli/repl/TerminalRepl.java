package dev.gonzo.cli.repl;

import dev.gonzo.cli.repl.Session.Next;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.Widget;
import org.jline.terminal.Attributes.LocalFlag;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;

/**
 * A session at a terminal. The line editor blocks its thread in native code; snippets run in tasks
 * of the session's kernel, which has a thread of its own.
 */
public final class TerminalRepl {
  private static final String PROMPT = "gonzo> ";
  private static final String MORE = "  ...> ";
  private static final int HISTORY_LINES = 10_000;

  private final Terminal terminal;
  private final Session session;
  private final LineReader reader;
  private final boolean colours;
  private final AbovePrompt output;
  // The line editor gets Ctrl-C twice: as a signal, and as a key, which may come first, or only at
  // the next prompt, where it would count as another one.
  private boolean isKeyOfSignalDue;
  private boolean hasKeyCome;

  /** Opens a session that shows its results on an output. */
  @FunctionalInterface
  public interface Opening extends Function<Output, Session> {}

  private TerminalRepl(Terminal terminal, Opening opening, Optional<Path> history) {
    this.terminal = terminal;
    this.colours = System.getenv("NO_COLOR") == null;
    var builder =
        LineReaderBuilder.builder()
            .terminal(terminal)
            .appName("gonzo")
            .parser(new SnippetParser(this::session))
            .completer(new SnippetCompleter(this::session))
            .variable(LineReader.SECONDARY_PROMPT_PATTERN, MORE)
            .variable(LineReader.HISTORY_SIZE, HISTORY_LINES)
            .variable(LineReader.HISTORY_FILE_SIZE, HISTORY_LINES)
            .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
            .option(LineReader.Option.AUTO_FRESH_LINE, true);
    history.ifPresent(file -> builder.variable(LineReader.HISTORY_FILE, file));
    this.reader = builder.build();
    reader.getWidgets().put(LineReader.INTERRUPT, this::interruptByKey);
    this.output = new AbovePrompt(reader, terminal, this::translated);
    this.session = opening.apply(new Lines());
  }

  private boolean interruptByKey() {
    if (isKeyOfSignalDue) {
      isKeyOfSignalDue = false;
      return true;
    }
    hasKeyCome = true;
    Widget interrupt = reader.getBuiltinWidgets().get(LineReader.INTERRUPT);
    return interrupt != null && interrupt.apply();
  }

  /** Warnings about tasks name places in snippets too. */
  private String translated(String line) {
    Session opened = session;
    return opened == null ? line : opened.translated(line);
  }

  private Session session() {
    return session;
  }

  /** What the session says, above the prompt too. */
  private final class Lines implements Output {
    @Override
    public void line(String text) {
      output.print(text);
    }

    @Override
    public void error(String text) {
      output.print(
          colours
              ? new AttributedString(text, AttributedStyle.DEFAULT.foreground(AttributedStyle.RED))
                  .toAnsi(terminal)
              : text);
    }
  }

  /**
   * Takes what the user types, until the end of the session. Blocks, also in native code. The
   * standard output and error of this JVM appear above the prompt meanwhile.
   *
   * @param opening opens the session, which is closed here
   * @param history the file of the history; empty for the user's own
   * @return the exit status
   * @throws IOException if the terminal cannot be used
   */
  public static int run(Opening opening, Optional<Path> history) throws IOException {
    PrintStream out = System.out;
    PrintStream err = System.err;
    // A native library would have to be unpacked where another user could replace it.
    try (Terminal terminal =
        TerminalBuilder.builder().name("gonzo").system(true).jni(false).dumb(true).build()) {
      var refused = new StringBuilder();
      var repl = new TerminalRepl(terminal, opening, usable(history, refused));
      var stream = new PrintStream(repl.output, true, terminal.encoding());
      System.setOut(stream);
      System.setErr(stream);
      try {
        if (!refused.isEmpty()) {
          repl.output.print("|  No history is kept: " + refused);
        }
        return repl.run();
      } finally {
        repl.session.close();
        System.setOut(out);
        System.setErr(err);
      }
    }
  }

  private static Optional<Path> usable(Optional<Path> wanted, StringBuilder refused) {
    Optional<Path> file = wanted.or(HistoryFile::ofUser);
    try {
      if (file.isPresent()) {
        HistoryFile.makePrivate(file.get());
      }
      return file;
    } catch (IOException failure) {
      refused.append(failure.getMessage());
      return Optional.empty();
    }
  }

  private int run() {
    terminal.handle(Signal.INT, _ -> session.interrupt());
    var attributes = terminal.getAttributes();
    attributes.setLocalFlag(LocalFlag.ECHOCTL, false); // "^C" would be before what is said next
    terminal.setAttributes(attributes);
    output.print(
        "|  Gonzo with the JShell of Java "
            + Runtime.version().feature()
            + ". /help shows what there is; Ctrl-D ends.");
    if (session.begin() == Next.EXIT) {
      return session.status();
    }
    boolean interrupted = false;
    while (true) {
      try {
        String input = reader.readLine(prompt());
        interrupted = false;
        if (takeAll(input) == Next.EXIT) {
          return session.status();
        }
      } catch (UserInterruptException atPrompt) {
        isKeyOfSignalDue = !hasKeyCome;
        hasKeyCome = false;
        boolean empty = atPrompt.getPartialLine().isBlank();
        if (empty && interrupted) {
          return 130;
        }
        interrupted = empty;
        if (empty) {
          output.print("|  Ctrl-C again, or Ctrl-D, ends the session.");
        }
      } catch (EndOfFileException ended) {
        return session.status();
      }
    }
  }

  private String prompt() {
    return colours ? new AttributedString(PROMPT, AttributedStyle.BOLD).toAnsi(terminal) : PROMPT;
  }

  /** Takes an input of several lines, which may have been pasted, one by one. */
  private Next takeAll(String input) {
    var collector = new LineCollector(session::isIncomplete);
    Next next = Next.GO_ON;
    for (String line : input.split("\n", -1)) {
      Optional<String> whole = collector.add(line);
      next = whole.isPresent() ? session.take(whole.get()) : Next.GO_ON;
      if (next != Next.GO_ON) {
        return next;
      }
    }
    Optional<String> rest = collector.rest();
    return rest.isPresent() ? session.take(rest.get()) : next;
  }
}
