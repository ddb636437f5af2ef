package dev.gonzo.cli.repl;

import java.util.function.Supplier;
import org.jline.reader.EOFError;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;
import org.jline.reader.UserInterruptException;

/** Decides for the line editor whether Enter ends a snippet, or begins one more line of it. */
final class SnippetParser implements Parser {
  private final Supplier<Session> session;

  SnippetParser(Supplier<Session> session) {
    this.session = session;
  }

  @Override
  public ParsedLine parse(String line, int cursor, ParseContext context) {
    if (context == ParseContext.ACCEPT_LINE
        && !line.isBlank()
        && !LineCollector.isCommand(line)
        && isIncomplete(line)) {
      throw new EOFError(-1, -1, "the snippet needs more lines");
    }
    return SnippetLine.of(line, cursor);
  }

  private boolean isIncomplete(String line) {
    try {
      return session.get().isIncomplete(line);
    } catch (IllegalStateException failure) {
      if (Thread.interrupted()) {
        throw new UserInterruptException(line); // Ctrl-C, while JShell starts
      }
      return false; // JShell could not start: its evaluation says so
    }
  }

  @Override
  public boolean isEscapeChar(char c) {
    return false; // a backslash belongs to the snippet
  }
}
