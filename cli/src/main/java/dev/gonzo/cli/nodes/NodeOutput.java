package dev.gonzo.cli.nodes;

import dev.gonzo.stream.ByteSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Arrays;

/**
 * Prints what a node prints, line by line, each after the node's name. A line that does not end is
 * printed in parts, so that no node can fill the memory.
 */
final class NodeOutput {
  private static final int MOST_BYTES = 1 << 16;

  private final byte[] prefix;
  private final PrintStream out;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  NodeOutput(String prefix, PrintStream out) {
    this.prefix = prefix.getBytes(out.charset());
    this.out = out;
  }

  /** Prints everything up to the end. */
  void pass(ByteSource source) throws IOException {
    var buffer = new byte[1 << 13];
    for (int count; (count = source.read(buffer)) >= 0; ) {
      take(Arrays.copyOf(buffer, count));
    }
    if (line.size() > 0) {
      end();
    }
  }

  private void take(byte[] bytes) {
    for (byte each : bytes) {
      if (each == '\n') {
        end();
      } else {
        line.write(each);
        if (line.size() >= MOST_BYTES) {
          end();
        }
      }
    }
    out.flush();
  }

  /** All at once, so that the lines of two nodes are never mixed. */
  private void end() {
    var whole = new byte[prefix.length + line.size() + 1];
    System.arraycopy(prefix, 0, whole, 0, prefix.length);
    System.arraycopy(line.toByteArray(), 0, whole, prefix.length, line.size());
    whole[whole.length - 1] = '\n';
    line.reset();
    out.write(whole, 0, whole.length);
    out.flush();
  }
}
