package dev.gonzo.sim.jdk;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a program reads from its surroundings by calls of the JDK: variables, properties, files. A
 * recorder notes what they return or throw, and a replay returns or throws it again.
 *
 * <p>A call is named by its class, its method and the number of its arguments, with the receiver.
 */
final class ReadCalls {
  private static final int MOST_NAME = 500;
  private static final String NEW = ".new";

  /** A call. */
  private interface Call {
    @Nullable Object with(@Nullable Object[] arguments) throws Exception;
  }

  /** Makes the result of a call from what is in the file. */
  private interface Decoding {
    Object of(byte[] content, @Nullable Object[] arguments) throws Exception;
  }

  /**
   * One of the calls.
   *
   * @param real the call of the JDK
   * @param decoding makes its result from a file; null if its result is recorded as it is
   * @param isOpening whether it returns something that reads the file later
   */
  private record Known(Call real, @Nullable Decoding decoding, boolean isOpening) {}

  private static final Map<String, Known> KNOWN = new HashMap<>();

  static {
    value("System.getenv/0", _ -> System.getenv());
    value("System.getenv/1", in -> System.getenv(text(in)));
    value("System.getProperty/1", in -> System.getProperty(text(in)));
    value("System.getProperty/2", in -> System.getProperty(text(in), (String) in[1]));
    value("Files.exists/2", in -> Files.exists(path(in), links(in)));
    value("Files.notExists/2", in -> Files.notExists(path(in), links(in)));
    value("Files.isRegularFile/2", in -> Files.isRegularFile(path(in), links(in)));
    value("Files.isDirectory/2", in -> Files.isDirectory(path(in), links(in)));
    value("Files.size/1", in -> Files.size(path(in)));
    value("Files.getLastModifiedTime/2", in -> Files.getLastModifiedTime(path(in), links(in)));
    value("File.exists/1", in -> file(in).exists());
    value("File.isFile/1", in -> file(in).isFile());
    value("File.isDirectory/1", in -> file(in).isDirectory());
    value("File.length/1", in -> file(in).length());
    value("File.lastModified/1", in -> file(in).lastModified());
    value("File.list/1", in -> file(in).list());
    whole("Files.readAllBytes/1", in -> Files.readAllBytes(path(in)), (bytes, _) -> bytes);
    whole(
        "Files.readString/1",
        in -> Files.readString(path(in)),
        (bytes, _) -> FileContent.text(bytes, StandardCharsets.UTF_8));
    whole(
        "Files.readString/2",
        in -> Files.readString(path(in), charset(in)),
        (bytes, in) -> FileContent.text(bytes, charset(in)));
    whole(
        "Files.readAllLines/1",
        in -> Files.readAllLines(path(in)),
        (bytes, _) -> FileContent.lines(bytes, StandardCharsets.UTF_8));
    whole(
        "Files.readAllLines/2",
        in -> Files.readAllLines(path(in), charset(in)),
        (bytes, in) -> FileContent.lines(bytes, charset(in)));
    opening(
        "Files.lines/1",
        in -> Files.lines(path(in)),
        (bytes, _) -> lines(FileContent.reader(bytes, StandardCharsets.UTF_8)));
    opening(
        "Files.lines/2",
        in -> Files.lines(path(in), charset(in)),
        (bytes, in) -> lines(FileContent.reader(bytes, charset(in))));
    opening(
        "Files.newBufferedReader/1",
        in -> Files.newBufferedReader(path(in)),
        (bytes, _) -> FileContent.reader(bytes, StandardCharsets.UTF_8));
    opening(
        "Files.newBufferedReader/2",
        in -> Files.newBufferedReader(path(in), charset(in)),
        (bytes, in) -> FileContent.reader(bytes, charset(in)));
    opening(
        "Files.newInputStream/2",
        in -> Files.newInputStream(path(in), (OpenOption[]) Objects.requireNonNull(in[1])),
        (bytes, _) -> new ByteArrayInputStream(bytes));
    for (String type : new String[] {"FileInputStream", "FileReader", "Scanner"}) {
      opening(
          type + NEW + "/1",
          in -> in[0],
          (bytes, in) -> FileContent.named(FileContent.copy(bytes), Objects.requireNonNull(in[0])));
    }
  }

  private ReadCalls() {}

  private static void value(String name, Call real) {
    KNOWN.put(name, new Known(real, null, false));
  }

  private static void whole(String name, Call real, Decoding decoding) {
    KNOWN.put(name, new Known(real, decoding, false));
  }

  private static void opening(String name, Call real, Decoding decoding) {
    KNOWN.put(name, new Known(real, decoding, true));
  }

  private static Path path(@Nullable Object[] in) {
    return (Path) Objects.requireNonNull(in[0]);
  }

  private static File file(@Nullable Object[] in) {
    return (File) Objects.requireNonNull(in[0]);
  }

  private static String text(@Nullable Object[] in) {
    return (String) Objects.requireNonNull(in[0]);
  }

  private static Charset charset(@Nullable Object[] in) {
    return (Charset) Objects.requireNonNull(in[1]);
  }

  private static LinkOption[] links(@Nullable Object[] in) {
    return (LinkOption[]) Objects.requireNonNull(in[1]);
  }

  private static Stream<String> lines(BufferedReader reader) {
    return reader.lines();
  }

  /** Whether there is a call of this name. */
  static boolean isOne(String name) {
    return KNOWN.containsKey(name);
  }

  /**
   * Calls the JDK, or returns what is recorded.
   *
   * @param name the name of the call
   * @param arguments its arguments; the receiver is the first
   * @return what it returns
   */
  static @Nullable Object read(String name, @Nullable Object[] arguments) {
    Known known = Objects.requireNonNull(KNOWN.get(name));
    try {
      if (!RealReads.isWanted()
          || !FileContent.isOfDefaultSystem(arguments)
          || hasOptions(arguments)) {
        return known.real().with(arguments);
      }
      String what = described(name, arguments);
      return known.decoding() == null
          ? RealReads.value(what, () -> known.real().with(arguments))
          : ofFile(what, known, known.decoding(), arguments);
    } catch (Exception thrown) {
      throw ReadCalls.<RuntimeException>asItIs(thrown);
    }
  }

  /** Options may do more than read: delete the file, for example. */
  private static boolean hasOptions(@Nullable Object[] arguments) {
    return arguments.length == 2
        && arguments[1] instanceof OpenOption[] options
        && !(options instanceof LinkOption[])
        && options.length > 0;
  }

  private static @Nullable Object ofFile(
      String what, Known known, Decoding decoding, @Nullable Object[] arguments) throws Exception {
    if (arguments[0] == null) {
      return known.real().with(arguments); // which throws
    }
    var content = new FileContent(arguments[0]);
    Object read = RealReads.value(what, content);
    if (read instanceof byte[] bytes && !(known.isOpening() && content.wasRead())) {
      return decoding.of(bytes, arguments);
    }
    if (!(read instanceof byte[])) {
      RealReads.leaves(what + ", " + read, "Read it by AsyncFile, whose reads are recorded");
    }
    return known.real().with(arguments);
  }

  /** For example {@code Files.readString /etc/hosts}. */
  private static String described(String name, @Nullable Object[] arguments) {
    String method = name.substring(0, name.lastIndexOf('/'));
    String call =
        method.endsWith(NEW)
            ? "new " + method.substring(0, method.length() - NEW.length())
            : method;
    String text = arguments.length == 0 ? call : call + " " + arguments[0];
    return text.length() <= MOST_NAME ? text : text.substring(0, MOST_NAME);
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Exception> E asItIs(Exception thrown) throws E {
    throw (E) thrown;
  }
}
