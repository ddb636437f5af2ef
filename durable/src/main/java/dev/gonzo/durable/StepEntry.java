package dev.gonzo.durable;

import dev.gonzo.durable.journal.Entry;
import dev.gonzo.durable.journal.JournalDamagedException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * The end of a step, as the journal keeps it in an entry of kind {@code STEP}.
 *
 * @param path the place of the step in its task, such as {@code 2} or {@code 3.1}: steps and
 *     children of each task are counted together
 * @param name the name of the step
 * @param ending how it ended
 */
public record StepEntry(String path, String name, Ending ending) {
  private static final int VERSION = 1;

  /** How a step ended. */
  public sealed interface Ending {
    /**
     * It returned.
     *
     * @param bytes the value, as the codec of its function writes it. It must not be changed
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Returned(byte[] bytes) implements Ending {}

    /**
     * It failed.
     *
     * @param failure what it threw
     */
    record Failed(FailureText failure) implements Ending {}

    /** It was cancelled, because its task was, or a block in it. */
    record Cancelled() implements Ending {}
  }

  /** {@return the content of the entry} */
  byte[] toBytes() {
    var bytes = new ByteArrayOutputStream();
    var output = new DataOutputStream(bytes);
    try {
      output.writeByte(VERSION);
      write(output, path);
      write(output, name);
      switch (ending) {
        case Ending.Returned(byte[] value) -> {
          output.writeByte(0);
          output.writeInt(value.length);
          output.write(value);
        }
        case Ending.Failed(var failure) -> {
          output.writeByte(1);
          write(output, failure.type());
          write(output, failure.message());
          write(output, failure.trace());
        }
        case Ending.Cancelled() -> output.writeByte(2);
      }
    } catch (IOException impossible) {
      throw new AssertionError("writing to memory does not fail", impossible);
    }
    return bytes.toByteArray();
  }

  private static void write(DataOutputStream output, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    output.writeInt(bytes.length);
    output.write(bytes);
  }

  /**
   * Reads the content of an entry.
   *
   * @param entry an entry of kind {@code STEP}
   * @return the end of the step
   * @throws JournalDamagedException if the content is not one
   */
  public static StepEntry of(Entry entry) throws JournalDamagedException {
    try (var input = new DataInputStream(new ByteArrayInputStream(entry.content()))) {
      if (input.readByte() != VERSION) {
        throw new IOException("it was written by a later version of Gonzo");
      }
      var step = new StepEntry(text(input), text(input), ending(input));
      if (input.available() > 0) {
        throw new IOException("there are bytes after its end");
      }
      return step;
    } catch (IOException failure) {
      throw new JournalDamagedException(
          "entry " + entry.number() + " is not the end of a step: " + failure.getMessage(),
          failure);
    }
  }

  private static Ending ending(DataInputStream input) throws IOException {
    int kind = input.readByte();
    return switch (kind) {
      case 0 -> new Ending.Returned(bytes(input));
      case 1 -> new Ending.Failed(new FailureText(text(input), text(input), text(input)));
      case 2 -> new Ending.Cancelled();
      default -> throw new IOException("there is no ending of kind " + kind);
    };
  }

  private static String text(DataInputStream input) throws IOException {
    return new String(bytes(input), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(DataInputStream input) throws IOException {
    int length = input.readInt();
    if (length < 0 || length > input.available()) {
      throw new IOException("a length is " + length);
    }
    return input.readNBytes(length);
  }
}
