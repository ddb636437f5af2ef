package dev.gonzo.cli.nodes;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * Makes lines of what a node prints, each after the node's name. A line that does not end is made
 * in parts, so that no node can fill the memory. Nothing that a node prints can move the cursor, so
 * a name is always that of the node: control characters are shown as text, but for colours, and
 * these end with the line.
 */
final class NodeLines {
  private static final int MOST_BYTES = 1 << 16;
  private static final int ESCAPE = 0x1b;
  private static final int DELETE = 0x7f;
  private static final int FIRST_OF_C1 = 0xc2;
  private static final int LONGEST_COLOUR = 32;
  private static final byte[] RESET = "\u001b[0m".getBytes(StandardCharsets.US_ASCII);

  private final byte[] prefix;
  private final ByteArrayOutputStream whole = new ByteArrayOutputStream();
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final ByteArrayOutputStream sequence = new ByteArrayOutputStream();
  private boolean coloured;
  private boolean afterReturn;
  private boolean afterFirstOfC1;
  private int continuations;

  NodeLines(String prefix, Charset charset) {
    this.prefix = prefix.getBytes(charset);
  }

  /** Takes what was printed. {@return the lines that are complete now} */
  byte[] take(byte[] bytes, int count) {
    for (int i = 0; i < count; i++) {
      take(bytes[i] & 0xff);
    }
    return lines();
  }

  /** {@return the last line, if it has not ended} */
  byte[] rest() {
    escapeSequence();
    endOfCharacter();
    if (line.size() > 0) {
      end();
    }
    return lines();
  }

  private byte[] lines() {
    byte[] lines = whole.toByteArray();
    whole.reset();
    return lines;
  }

  private void take(int each) {
    if (sequence.size() > 0 && takeInSequence(each)) {
      return;
    }
    boolean isSecondOfPair = each == '\n' && afterReturn;
    afterReturn = each == '\r';
    if (isContinuation(each) && continuations > 0) {
      continuations--;
      continueCharacter(each);
      return;
    }
    endOfCharacter();
    continuations = continuationsAfter(each);
    if (each == '\n' || each == '\r') {
      if (!isSecondOfPair) {
        end();
      }
      return;
    }
    if (line.size() >= MOST_BYTES) {
      end();
    }
    if (each == ESCAPE) {
      sequence.write(each);
    } else if (each == FIRST_OF_C1) {
      afterFirstOfC1 = true;
    } else if ((each < ' ' && each != '\t') || each == DELETE || isControl(each)) {
      escape(each);
    } else {
      line.write(each);
    }
  }

  /** Returns whether it belongs to a colour: ESC [ numbers m. */
  private boolean takeInSequence(int each) {
    int size = sequence.size();
    boolean isPart = size == 1 ? each == '[' : (each >= '0' && each <= '9') || each == ';';
    if (isPart && size < LONGEST_COLOUR) {
      sequence.write(each);
      return true;
    }
    if (size > 1 && each == 'm') {
      line.writeBytes(sequence.toByteArray());
      line.write(each);
      sequence.reset();
      coloured = true;
      return true;
    }
    escapeSequence();
    return false;
  }

  private void escapeSequence() {
    for (byte each : sequence.toByteArray()) {
      if (each == ESCAPE) {
        escape(each);
      } else {
        line.write(each);
      }
    }
    sequence.reset();
  }

  /** The second half of the control characters is two bytes in UTF-8. */
  private void continueCharacter(int each) {
    if (afterFirstOfC1 && isControl(each)) {
      afterFirstOfC1 = false;
      escape(each);
      return;
    }
    endOfCharacter();
    line.write(each);
  }

  private void endOfCharacter() {
    if (afterFirstOfC1) {
      afterFirstOfC1 = false;
      line.write(FIRST_OF_C1);
    }
  }

  private static boolean isContinuation(int each) {
    return each >= 0x80 && each < 0xc0;
  }

  private static boolean isControl(int each) {
    return each >= 0x80 && each < 0xa0;
  }

  private static int continuationsAfter(int each) {
    if (each >= 0xf0 && each < 0xf5) {
      return 3;
    }
    if (each >= 0xe0 && each < 0xf0) {
      return 2;
    }
    return each >= FIRST_OF_C1 && each < 0xe0 ? 1 : 0;
  }

  private void escape(int each) {
    line.writeBytes("\\x%02x".formatted(each).getBytes(StandardCharsets.US_ASCII));
  }

  private void end() {
    whole.writeBytes(prefix);
    whole.writeBytes(line.toByteArray());
    if (coloured) {
      whole.writeBytes(RESET);
      coloured = false;
    }
    whole.write('\n');
    line.reset();
  }
}
