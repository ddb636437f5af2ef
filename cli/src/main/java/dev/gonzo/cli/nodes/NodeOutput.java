package dev.gonzo.cli.nodes;

import dev.gonzo.Gonzo;
import dev.gonzo.OnCancel;
import dev.gonzo.ThreadLimit;
import dev.gonzo.stream.ByteSource;
import java.io.IOException;
import java.io.PrintStream;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One stream of the command, where the lines of all nodes go. Written by one thread, because the
 * stream blocks while its reader takes nothing, and the kernel has to go on.
 */
final class NodeOutput {
  private static final int PIECE_BYTES = 1 << 13;

  private final PrintStream out;
  private final ThreadLimit writer;
  private int writing;

  NodeOutput(String name, PrintStream out) {
    this.out = out;
    this.writer = ThreadLimit.of(name, 1);
  }

  /** Prints all lines of a node, up to the end, and counts the steps of that. */
  void pass(String prefix, ByteSource source, AtomicInteger steps) throws IOException {
    var lines = new NodeLines(prefix, out.charset());
    var buffer = new byte[PIECE_BYTES];
    for (int count; (count = source.read(buffer)) >= 0; ) {
      steps.incrementAndGet();
      print(lines.take(buffer, count));
      steps.incrementAndGet();
    }
    print(lines.rest());
  }

  /** Prints a line of the command itself. */
  void print(String line) {
    print((line + "\n").getBytes(out.charset()));
  }

  /** All at once, so that the lines of two nodes are never mixed. */
  private void print(byte[] lines) {
    if (lines.length == 0) {
      return;
    }
    writing++;
    try {
      // Not awaited once it is cancelled: it may hang for as long as a terminal is stopped.
      Gonzo.<@Nullable Void>runInThread(
          writer,
          () -> {
            out.write(lines, 0, lines.length);
            out.flush();
            return null;
          },
          OnCancel.ABANDON);
    } catch (Exception impossible) {
      throw new IllegalStateException("a stream that throws nothing has failed", impossible);
    } finally {
      writing--;
    }
  }

  /** {@return whether something is being written now} */
  boolean isWriting() {
    return writing > 0;
  }
}
