package dev.gonzo.cli.replay;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.Optional;

/** Commands from a pipe or a file. They are shown, so that the output reads as a session. */
final class PipeInput implements Prompt.Input {
  private static final int LONGEST = 10_000;

  private final BufferedReader lines;
  private final Screen screen;

  PipeInput(BufferedReader lines, Screen screen) {
    this.lines = lines;
    this.screen = screen;
  }

  @Override
  public Optional<String> read(String prompt) throws IOException {
    String line = lines.readLine();
    if (line == null) {
      return Optional.empty();
    }
    if (line.length() > LONGEST) {
      throw new IOException("a line of more than " + LONGEST + " characters");
    }
    screen.line(Text.line(prompt + line));
    return Optional.of(line);
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
