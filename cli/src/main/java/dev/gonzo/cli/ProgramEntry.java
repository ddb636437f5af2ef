package dev.gonzo.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The form of a compiled program in the cache: its parts, each with its length, and a checksum,
 * since a crash of the machine can leave a file that is only partly written.
 */
final class ProgramEntry {
  private static final int MARK = 0x676f6e7a;

  private ProgramEntry() {}

  /** {@return the bytes of an entry} */
  static byte[] write(Compiled compiled) throws IOException {
    var bytes = new ByteArrayOutputStream();
    var output = new DataOutputStream(bytes);
    output.writeInt(MARK);
    part(output, compiled.messages().getBytes(UTF_8));
    var program = compiled.program();
    output.writeInt(program.topLevelNames().size());
    for (var name : program.topLevelNames()) {
      part(output, name.getBytes(UTF_8));
    }
    output.writeInt(program.classes().size());
    for (var type : program.classes().entrySet()) {
      part(output, type.getKey().getBytes(UTF_8));
      part(output, type.getValue());
    }
    output.writeLong(checksum(bytes.toByteArray(), bytes.size()));
    return bytes.toByteArray();
  }

  /**
   * Reads an entry.
   *
   * @param file the source, as the user typed it
   * @param bytes the bytes of the entry
   * @return the program; empty if these are not the bytes of an entry, or not all of them
   */
  static Optional<Compiled> read(Path file, byte[] bytes) throws IOException {
    int length = bytes.length - Long.BYTES;
    if (length < Integer.BYTES
        || ByteBuffer.wrap(bytes).getInt() != MARK
        || ByteBuffer.wrap(bytes).getLong(length) != checksum(bytes, length)) {
      return Optional.empty();
    }
    var input = new DataInputStream(new ByteArrayInputStream(bytes, Integer.BYTES, length));
    var messages = text(input);
    var names = new ArrayList<String>();
    for (int left = input.readInt(); left > 0; left--) {
      names.add(text(input));
    }
    Map<String, byte[]> classes = new LinkedHashMap<>();
    for (int left = input.readInt(); left > 0; left--) {
      classes.put(text(input), part(input));
    }
    return Optional.of(new Compiled(new SourceProgram(file, names, classes), messages));
  }

  private static void part(DataOutputStream output, byte[] part) throws IOException {
    output.writeInt(part.length);
    output.write(part);
  }

  private static byte[] part(DataInputStream input) throws IOException {
    return input.readNBytes(input.readInt());
  }

  private static String text(DataInputStream input) throws IOException {
    return new String(part(input), UTF_8);
  }

  private static long checksum(byte[] bytes, int length) {
    var checksum = new CRC32C();
    checksum.update(bytes, 0, length);
    return checksum.getValue();
  }
}
