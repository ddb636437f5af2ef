package dev.gonzo.cli.repl;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.jline.reader.LineReader;
import org.jline.terminal.Terminal;

/**
 * The standard output of the programs of a session: while the user types, whole lines appear above
 * the prompt; while a snippet runs, everything appears as it is written. Any thread may write.
 */
final class AbovePrompt extends OutputStream {
  /** A longer line is shown in parts. */
  private static final int MOST_BYTES = 1 << 16;

  private final LineReader reader;
  private final Terminal terminal;
  private final Charset charset;
  private final UnaryOperator<String> translation;
  // Not a monitor: a task that waits for it suspends like any other.
  private final ReentrantLock lock = new ReentrantLock();
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  /**
   * Creates the output of a session at a terminal.
   *
   * @param reader the line editor
   * @param terminal its terminal
   * @param translation what is done to each line
   */
  AbovePrompt(LineReader reader, Terminal terminal, UnaryOperator<String> translation) {
    this.translation = translation;
    this.reader = reader;
    this.terminal = terminal;
    this.charset = terminal.encoding();
  }

  @Override
  public void write(int oneByte) throws IOException {
    write(new byte[] {(byte) oneByte}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    var lines = new ArrayList<String>();
    lock.lock();
    try {
      for (int i = offset; i < offset + length; i++) {
        if (bytes[i] == '\n' || line.size() >= MOST_BYTES) {
          lines.add(takeLine());
        }
        if (bytes[i] != '\n') {
          line.write(bytes[i]);
        }
      }
    } finally {
      lock.unlock();
    }
    lines.forEach(this::show);
    flush();
  }

  /** Under the lock. */
  private String takeLine() {
    String text = line.toString(charset);
    line.reset();
    return text;
  }

  /** Not under the lock: the editor has one of its own, under which its widgets may write here. */
  private void show(String text) {
    reader.printAbove(translation.apply(text));
  }

  /** Shows a line that has no end yet, unless the prompt is there. */
  @Override
  public void flush() throws IOException {
    String text;
    lock.lock();
    try {
      if (line.size() == 0 || reader.isReading()) {
        return;
      }
      text = takeLine();
    } finally {
      lock.unlock();
    }
    terminal.writer().print(text);
    terminal.flush();
  }

  /** Shows a line of the session itself. */
  void print(String text) {
    String begun = "";
    lock.lock();
    try {
      if (line.size() > 0) {
        begun = takeLine();
      }
    } finally {
      lock.unlock();
    }
    if (!begun.isEmpty()) {
      show(begun);
    }
    reader.printAbove(text);
  }
}
