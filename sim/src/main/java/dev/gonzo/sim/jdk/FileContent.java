package dev.gonzo.sim.jdk;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** What is in a file when a program opens it; a text that says why not, if it is not read whole. */
final class FileContent implements Callable<@Nullable Object> {
  /** Larger files are not recorded. */
  static final int MOST_BYTES = 64 << 20;

  private static final String TOO_LARGE = "which is larger than 64 MiB";
  private static final int MOST_COPIES = 64;
  private static final long MOST_COPIED_BYTES = 4L * MOST_BYTES;

  private final Object name;
  private boolean wasRead;

  /**
   * Names a file.
   *
   * @param name a path, a file of java.io, or a text
   */
  FileContent(Object name) {
    this.name = name;
  }

  /** Whether a call on these arguments is about the file system of the operating system. */
  static boolean isOfDefaultSystem(@Nullable Object[] arguments) {
    return arguments.length == 0
        || !(arguments[0] instanceof Path path)
        || path.getFileSystem() == FileSystems.getDefault();
  }

  /** Whether it was read from the file, and not from a recording. */
  boolean wasRead() {
    return wasRead;
  }

  @Override
  public Object call() throws IOException {
    wasRead = true;
    File file = name instanceof Path path ? path.toFile() : new File(name.toString());
    if (file.exists() && !file.isFile() && !file.isDirectory()) {
      return "which is no regular file"; // reading it would take what the program is to read
    }
    if (file.length() > MOST_BYTES) {
      return TOO_LARGE;
    }
    try (InputStream stream =
        name instanceof Path path ? Files.newInputStream(path) : new FileInputStream(file)) {
      byte[] bytes = stream.readNBytes(MOST_BYTES + 1);
      return bytes.length <= MOST_BYTES ? bytes : TOO_LARGE;
    }
  }

  /** Decodes a text, as {@code Files.readString} does. */
  static String text(byte[] bytes, Charset charset) throws CharacterCodingException {
    return charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }

  /** Reads a text, as {@code Files.newBufferedReader} does. */
  static BufferedReader reader(byte[] bytes, Charset charset) {
    return new BufferedReader(
        new InputStreamReader(new ByteArrayInputStream(bytes), charset.newDecoder()));
  }

  /** Decodes the lines of a text, as {@code Files.readAllLines} does. */
  static List<String> lines(byte[] bytes, Charset charset) throws IOException {
    List<String> lines = new ArrayList<>();
    try (BufferedReader reader = reader(bytes, charset)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(line);
      }
    }
    return lines;
  }

  /** A file in the form of another name. */
  static Object named(Path path, Object form) {
    if (form instanceof Path) {
      return path;
    }
    return form instanceof File ? path.toFile() : path.toString();
  }

  /** Writes what a constructor is to open into a file that only this user can read. */
  static Path copy(byte[] bytes) throws Exception {
    return RealReads.withOwnRandom(() -> Copies.ALL.add(bytes));
  }

  private static final class Copies {
    private static final FileCopies ALL = new FileCopies(MOST_COPIES, MOST_COPIED_BYTES);

    static {
      Runtime.getRuntime().addShutdownHook(new Thread(ALL::deleteAll));
    }
  }
}
