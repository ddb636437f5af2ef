package dev.gonzo.console;

import static dev.gonzo.trap.SchedulingTrap.CHECKPOINT;

import dev.gonzo.Async;
import dev.gonzo.Coroutine;
import dev.gonzo.stream.ByteSource;
import dev.gonzo.stream.Input;
import dev.gonzo.trap.EnvironmentTrap.ReadStandardInput;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads lines from the standard input, which may be a terminal, a pipe or a file. A task that waits
 * for a line does not hold up other tasks.
 *
 * <pre>{@code
 * var console = Console.of();
 * IO.print("Name? ");
 * String name = timeoutAfter(ofSeconds(10), () -> console.readLine());
 * }</pre>
 *
 * <p>The console buffers what it has read ahead, so open one console and keep it. A cancelled read
 * loses nothing. Bytes that are not valid in the charset become U+FFFD.
 *
 * <p>For tasks of one kernel at a time; only one task may read at a time. Input that {@code
 * System.in} has read ahead is not available here, and vice versa.
 */
public final class Console {
  private final Input input;

  private Console(Input input) {
    this.input = input;
  }

  /**
   * Opens the standard input, with the system's charset ({@code stdin.encoding}) and lines of at
   * most 64 KiB. Nothing is read yet. Never suspends.
   *
   * @return the console
   */
  public static Console of() {
    return new Console(Input.of(new StandardInput())).withCharset(systemCharset());
  }

  private static Charset systemCharset() {
    String name = System.getProperty("stdin.encoding", System.getProperty("native.encoding", ""));
    return Charset.forName(name, Charset.defaultCharset());
  }

  /**
   * Sets the charset. Call it before anything is read.
   *
   * @param charset a charset in which a line ends with the byte 10
   * @return a console to use instead of this one
   * @throws IllegalArgumentException if a line ends with other bytes in this charset, such as
   *     UTF-16
   */
  public Console withCharset(Charset charset) {
    return new Console(input.withCharset(charset, CodingErrorAction.REPLACE));
  }

  /**
   * Sets the limit of a line. Call it before anything is read.
   *
   * @param bytes the limit in bytes
   * @return a console to use instead of this one
   * @throws IllegalArgumentException if the limit is less than 1
   */
  public Console withLimit(int bytes) {
    return new Console(input.withLimit(bytes));
  }

  /**
   * Reads a line, without its end. The last line may lack an end.
   *
   * <p>Suspends; a checkpoint. If it is cancelled, it has taken nothing. On a terminal, Ctrl-D is
   * the end of the input, but the next call waits for input again.
   *
   * @return the line, or null at the end of the input
   * @throws dev.gonzo.stream.LimitExceededException if the line is longer than the limit; the bytes
   *     stay in the buffer
   * @throws IOException if the standard input has failed
   * @throws dev.gonzo.BusyException if another task is reading
   * @throws dev.gonzo.trap.UnsupportedTrapException on a kernel without a standard input
   */
  @Async
  public @Nullable String readLine() throws IOException {
    return input.readLine();
  }

  /**
   * Returns the remaining lines, which are read one after the other until the input ends.
   *
   * <p>Each step suspends, and is a checkpoint. It throws the exceptions of {@link #readLine} as
   * the cause of an {@link java.io.UncheckedIOException}.
   *
   * @return the remaining lines; each appears only once, even if they are iterated several times
   */
  public Iterable<String> lines() {
    return input.lines();
  }

  /**
   * {@return the input below, to read bytes instead of lines} Closing it leaves the standard input
   * open, but neither it nor this console can read any more.
   */
  public Input input() {
    return input;
  }

  /** The bytes of the standard input. Failures of the stream name it by its text. */
  private static final class StandardInput implements ByteSource {
    @Override
    public int read(byte[] buffer, int offset, int length) {
      Objects.checkFromIndexSize(offset, length, buffer.length);
      if (length == 0) {
        Coroutine.trap(CHECKPOINT);
        return 0;
      }
      return Coroutine.trap(new ReadStandardInput(buffer, offset, length));
    }

    @Override
    public String toString() {
      return "the standard input";
    }
  }
}
