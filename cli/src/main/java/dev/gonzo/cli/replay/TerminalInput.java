package dev.gonzo.cli.replay;

import java.io.IOException;
import java.util.Optional;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.completer.StringsCompleter;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/** Commands from a terminal, with a line editor and the commands of this session as history. */
final class TerminalInput implements Prompt.Input {
  private final Terminal terminal;
  private final LineReader reader;
  private String latest = "";

  private TerminalInput(Terminal terminal) {
    this.terminal = terminal;
    this.reader =
        LineReaderBuilder.builder()
            .terminal(terminal)
            .appName("gonzo-replay")
            .completer(new StringsCompleter(Commands.words()))
            .build();
    // Values may have exclamation marks.
    reader.setOpt(LineReader.Option.DISABLE_EVENT_EXPANSION);
  }

  static TerminalInput open() throws IOException {
    return new TerminalInput(TerminalBuilder.builder().system(true).build());
  }

  /** An empty line repeats a move, as in other debuggers. */
  @Override
  public Optional<String> read(String prompt) {
    while (true) {
      try {
        String line = reader.readLine(prompt);
        if (line.isBlank()) {
          return Optional.of(latest);
        }
        latest = line.strip().matches("(step|s|back|b)( .*)?") ? line : "";
        return Optional.of(line);
      } catch (UserInterruptException cleared) {
        // Ctrl-C clears the line.
      } catch (EndOfFileException end) {
        return Optional.empty();
      }
    }
  }

  @Override
  public void close() throws IOException {
    terminal.close();
  }
}
