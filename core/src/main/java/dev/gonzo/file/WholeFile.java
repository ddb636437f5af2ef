package dev.gonzo.file;

import dev.gonzo.Async;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnmappableCharacterException;
import java.nio.file.FileSystemException;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/** The contents of a whole file, as one array. */
final class WholeFile {
  /** Some JVMs do not support larger arrays. */
  static final int LARGEST = Integer.MAX_VALUE - 8;

  /** The initial size for files that do not report their size, such as those of /proc. */
  private static final int LEAST = 8 * 1024;

  private static final Set<OpenOption> TO_WRITE =
      Set.of(
          StandardOpenOption.CREATE,
          StandardOpenOption.TRUNCATE_EXISTING,
          StandardOpenOption.WRITE);

  private WholeFile() {}

  /** The options for a file that is written; if none are given, it is created or truncated. */
  static Set<OpenOption> toWrite(OpenOption... options) {
    if (options.length == 0) {
      return TO_WRITE;
    }
    var all = new HashSet<>(Arrays.asList(options));
    all.add(StandardOpenOption.WRITE);
    return all;
  }

  /** Encodes text in UTF-8. A half of a surrogate pair must not silently become another text. */
  static byte[] encode(CharSequence text) throws CharacterCodingException {
    ByteBuffer encoded;
    try {
      encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
    } catch (MalformedInputException halfOfPair) {
      // The JDK's Files throws this one.
      throw new UnmappableCharacterException(halfOfPair.getInputLength());
    }
    var bytes = new byte[encoded.remaining()];
    encoded.get(bytes);
    return bytes;
  }

  /**
   * Reads the file. Its size is only an estimate, because the file may grow and shrink meanwhile.
   */
  @Async
  static byte[] read(AsyncFile file, int most) throws IOException {
    long size = file.size();
    requireAtMost(file, size, most);
    // One byte more, to detect the end without enlarging the array.
    var bytes = new byte[(int) Math.min(Math.max(size + 1, LEAST), LARGEST)];
    int length = 0;
    for (int count; (count = file.read(bytes, length, bytes.length - length)) > 0; ) {
      length += count;
      requireAtMost(file, length, most);
      if (length == bytes.length) {
        bytes = Arrays.copyOf(bytes, larger(length));
      }
    }
    return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
  }

  private static int larger(int length) {
    return (int) Math.min(2L * length, LARGEST);
  }

  private static void requireAtMost(AsyncFile file, long size, int most) throws IOException {
    if (size > most) {
      if (most == LARGEST) {
        throw new OutOfMemoryError(file + " is larger than an array can be");
      }
      throw new FileSystemException(
          file.toString(), null, "larger than the limit of " + most + " bytes");
    }
  }
}
