package dev.gonzo.console;

import dev.gonzo.Async;
import dev.gonzo.Coroutine;
import dev.gonzo.stream.Input;
import dev.gonzo.trap.Checkpoint;
import dev.gonzo.trap.ReadStandardInput;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Lines from the standard input, be it a terminal, a pipe or a file; whoever waits for one holds
 * nobody up.
 *
 * <pre>{@code
 * var console = Console.open();
 * IO.print("Name? ");
 * String name = timeoutAfter(ofSeconds(10), () -> console.readLine());
 * }</pre>
 *
 * <p>What comes ahead of a line's end waits in the console that has read it: open one, and keep it.
 * A read that is cancelled has lost nothing. Bytes that are no text in its charset become U+FFFD.
 *
 * <p>For tasks of one kernel at a time, of which one reads. What {@code System.in} has read ahead
 * is not seen here, and the other way round.
 */
public final class Console {
  private final Input input;

  private Console(Input input) {
    this.input = input;
  }

  /**
   * Opens the standard input: text in the system's charset ({@code stdin.encoding}), lines of at
   * most 64 KiB. Nothing is read yet. Never suspends.
   *
   * @return the console
   */
  public static Console open() {
    return new Console(Input.of(Console::read)).withCharset(systemCharset());
  }

  private static Charset systemCharset() {
    String name = System.getProperty("stdin.encoding", System.getProperty("native.encoding", ""));
    return Charset.forName(name, Charset.defaultCharset());
  }

  /**
   * Reads text of another charset. To be called before anything is read.
   *
   * @param charset one in which a line ends with the byte 10
   * @return a console to be used instead
   * @throws IllegalArgumentException if a line ends otherwise there, as in UTF-16
   */
  public Console withCharset(Charset charset) {
    return new Console(input.withCharset(charset, CodingErrorAction.REPLACE));
  }

  /**
   * Sets how long a line may be. To be called before anything is read.
   *
   * @param bytes at most how many bytes
   * @return a console to be used instead
   * @throws IllegalArgumentException if it is less than one
   */
  public Console withLimit(int bytes) {
    return new Console(input.withLimit(bytes));
  }

  /**
   * Waits for a line, and takes it, without its end. The last one needs no end.
   *
   * <p>Suspends; a checkpoint. Cancelled, it has taken nothing. A terminal goes on after its end,
   * which Ctrl-D is: the next call waits again.
   *
   * @return the line, or null at the end
   * @throws dev.gonzo.stream.LimitExceededException if it is longer than the limit; what has come
   *     stays
   * @throws IOException if the standard input has failed
   * @throws dev.gonzo.BusyException if another task reads
   * @throws dev.gonzo.trap.UnsupportedTrapException on a kernel without a standard input
   */
  @Async
  public @Nullable String readLine() throws IOException {
    return input.readLine();
  }

  /**
   * Takes lines, one after the other, until the end.
   *
   * <p>Each step suspends, and is a checkpoint. What {@link #readLine} would throw comes out as the
   * cause of an {@link java.io.UncheckedIOException}.
   *
   * @return the lines that are left; each is told once, however often one begins to iterate
   */
  public Iterable<String> lines() {
    return input.lines();
  }

  /** {@return the bytes themselves, for whoever wants no lines} Closing it does nothing. */
  public Input input() {
    return input;
  }

  private static int read(byte[] buffer, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, buffer.length);
    if (length == 0) {
      Coroutine.trap(new Checkpoint());
      return 0;
    }
    return Coroutine.trap(new ReadStandardInput(buffer, offset, length));
  }
}
