package dev.gonzo.kernel.driver;

import dev.gonzo.TooManyOpenFilesException;
import dev.gonzo.trap.NativeText;
import dev.gonzo.trap.ProcessTrap.StartProcess;
import dev.gonzo.trap.Redirection;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Explains why a process could not be started. The system returns one error number for many
 * reasons, so this finds out which one it was, and says what to do. Call it in a thread: it reads
 * files.
 */
public final class StartFailures {
  private static final int FIRST_LINE_BYTES = 256;
  // As many as Linux follows.
  private static final int MOST_INTERPRETERS = 5;
  private static final Set<PosixFilePermission> EXECUTE =
      Set.of(
          PosixFilePermission.OWNER_EXECUTE,
          PosixFilePermission.GROUP_EXECUTE,
          PosixFilePermission.OTHERS_EXECUTE);
  private static final String SCRIPT = "#!";
  private static final byte[] ELF = {0x7f, 'E', 'L', 'F'};
  private static final List<String> STREAMS = List.of("input", "output", "standard error");

  private StartFailures() {}

  /**
   * Returns the exception for a process that could not be started.
   *
   * @param asked the trap
   * @param errorNumber the error number, negated or not
   * @return the exception to throw
   */
  public static IOException of(StartProcess asked, int errorNumber) {
    int reason = Math.abs(errorNumber);
    String name = asked.command().getFirst();
    if (reason == ErrorNumber.EMFILE || reason == ErrorNumber.ENFILE) {
      return new TooManyOpenFilesException("cannot start " + name);
    }
    return new IOException(
        "cannot start %s: %s".formatted(name, why(asked, reason))
            + " ("
            + ErrorNumber.name(reason)
            + ")");
  }

  private static String why(StartProcess asked, int reason) {
    return switch (reason) {
      case ErrorNumber.ENOENT, ErrorNumber.EACCES, ErrorNumber.ENOTDIR ->
          directoryFault(asked).or(() -> programFault(asked)).orElse(ErrorNumber.meaning(reason));
      case ErrorNumber.ENOEXEC -> noProgram(asked);
      case ErrorNumber.E2BIG ->
          ("its arguments and environment are too long: %,d bytes together, and %,d in the longest"
                  + " (Linux takes 131,071 in one): pass long ones in a file or on the standard input")
              .formatted(bytes(asked).sum(), bytes(asked).max().orElse(0));
      case ErrorNumber.EAGAIN ->
          "this user has reached its limit of processes and threads: end some, or raise the limit"
              + " (ulimit -u)";
      case ErrorNumber.ENOMEM -> "the system has no memory left for it";
      case ErrorNumber.ETXTBSY -> "the program file is open for writing: close it first";
      default -> ErrorNumber.meaning(reason);
    };
  }

  private static IntStream bytes(StartProcess asked) {
    return Stream.concat(
            asked.command().stream(),
            asked.environment().variables().entrySet().stream()
                .map(variable -> variable.getKey() + "=" + variable.getValue()))
        .mapToInt(text -> NativeText.encode(text).length + 1);
  }

  private static Optional<String> directoryFault(StartProcess asked) {
    Path directory = asked.directory();
    if (directory == null) {
      return Optional.empty();
    }
    if (!Files.exists(directory)) {
      return Optional.of("its working directory " + directory + " is not there: make it first");
    }
    if (!Files.isDirectory(directory)) {
      return Optional.of("its working directory " + directory + " is not a directory");
    }
    return Files.isExecutable(directory)
        ? Optional.empty()
        : Optional.of(
            "its working directory "
                + directory
                + " may not be entered by this user: change its permissions");
  }

  private static Optional<String> programFault(StartProcess asked) {
    String name = asked.command().getFirst();
    Optional<Path> program = program(asked);
    if (program.isEmpty()) {
      return Optional.of(
          name.contains("/")
              ? "the program is not there: check its path"
              : "the program is not there, in no directory of PATH (%s): install it, or give its path"
                  .formatted(System.getenv("PATH")));
    }
    Path file = program.get();
    if (Files.isDirectory(file)) {
      return Optional.of("it is a directory");
    }
    if (!Files.isExecutable(file)) {
      if (mayBeExecutedByAll(file)) {
        return Optional.of(
            "every user has the permission, so its file system is probably mounted with noexec: copy"
                + " it to another one, or mount it again");
      }
      return Optional.of(
          (name.contains("/") ? "it" : file.toString())
              + " may not be executed by this user: chmod +x gives the permission");
    }
    return interpreterFault(file, 1);
  }

  private static boolean mayBeExecutedByAll(Path file) {
    try {
      return Files.getPosixFilePermissions(file).containsAll(EXECUTE);
    } catch (IOException | UnsupportedOperationException unknown) {
      return false;
    }
  }

  private static Optional<String> interpreterFault(Path file, int depth) {
    byte[] begin = begin(file);
    Optional<String> interpreter = interpreter(begin);
    if (interpreter.isEmpty()) {
      return startsWith(begin, ELF)
          ? Optional.of(
              "the loader that it names, its interpreter, is not there: it was built for another"
                  + " system or C library")
          : Optional.empty();
    }
    String named = interpreter.get();
    if (named.endsWith("\r")) {
      return Optional.of(
          "its first line ends with a carriage return, as on Windows, which becomes part of the"
              + " interpreter's name: convert the file with dos2unix");
    }
    Path next = Path.of(named);
    boolean isThere = Files.exists(next);
    if (Files.isExecutable(next) && depth < MOST_INTERPRETERS) {
      // The interpreter is a script itself.
      return interpreterFault(next, depth + 1).map(why -> "of " + named + ", " + why);
    }
    return Optional.of(
        "its first line names the interpreter %s, which %s: install it, or change that line"
            .formatted(named, isThere ? "may not be executed" : "is not there"));
  }

  /** The interpreter that a file's first line names. */
  private static Optional<String> interpreter(byte[] begin) {
    var line = new String(begin, StandardCharsets.ISO_8859_1);
    if (!line.startsWith(SCRIPT)) {
      return Optional.empty();
    }
    int end = line.indexOf('\n');
    String words = (end < 0 ? line : line.substring(0, end)).substring(SCRIPT.length());
    String[] parts = words.replaceFirst("^[ \t]+", "").split("[ \t]", 2);
    return Optional.of(NativeText.decode(parts[0].getBytes(StandardCharsets.ISO_8859_1)));
  }

  private static String noProgram(StartProcess asked) {
    byte[] begin = program(asked).map(StartFailures::begin).orElse(new byte[0]);
    if (startsWith(begin, ELF)) {
      return "it is a program for another kind of processor, or damaged";
    }
    return begin.length == 0 ? "the file is empty" : noShebang();
  }

  private static String noShebang() {
    return "it is not a program for this system, and a script needs a first line with #! and its"
        + " interpreter, such as #!/bin/sh: add that, or start the interpreter with the"
        + " script as its argument";
  }

  /**
   * Refuses a script that Linux would not start, because its first line names no interpreter. For
   * kernels whose system would let a shell guess.
   *
   * @param asked the trap
   * @return the exception to throw; empty if it may be started
   */
  public static Optional<IOException> withoutInterpreter(StartProcess asked) {
    Optional<byte[]> begin =
        program(asked)
            .filter(Files::isRegularFile)
            .filter(Files::isExecutable)
            .map(StartFailures::begin);
    if (begin.isEmpty() || startsWith(begin.get(), SCRIPT.getBytes(StandardCharsets.US_ASCII))) {
      return Optional.empty();
    }
    for (byte one : begin.get()) {
      if (one == 0) {
        return Optional.empty(); // not text, so not a script
      }
    }
    return Optional.of(of(asked, ErrorNumber.ENOEXEC));
  }

  private static boolean startsWith(byte[] bytes, byte[] prefix) {
    return bytes.length >= prefix.length
        && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
  }

  private static byte[] begin(Path file) {
    try (InputStream stream = Files.newInputStream(file)) {
      return stream.readNBytes(FIRST_LINE_BYTES);
    } catch (IOException unreadable) {
      return new byte[0];
    }
  }

  /**
   * The file of the program: as named, relative to the new directory, or the first one found in
   * PATH.
   */
  private static Optional<Path> program(StartProcess asked) {
    try {
      String name = asked.command().getFirst();
      if (name.contains("/")) {
        Path base = asked.directory() == null ? Path.of("") : asked.directory();
        return Optional.of(base.resolve(NativeText.path(name))).filter(Files::exists);
      }
      String path = System.getenv("PATH");
      return Stream.of((path == null ? "/bin:/usr/bin" : path).split(File.pathSeparator, -1))
          .map(directory -> NativeText.path(directory).resolve(NativeText.path(name)))
          .filter(file -> Files.isRegularFile(file))
          .sorted(Comparator.comparing(file -> !Files.isExecutable(file)))
          .findFirst();
    } catch (InvalidPathException cannotBe) {
      return Optional.empty();
    }
  }

  /**
   * Returns the exception for a redirected file that could not be opened.
   *
   * @param asked the trap
   * @param standard the standard stream: 0, 1 or 2
   * @param path the file
   * @param errorNumber the error number, negated or not
   * @return the exception to throw
   */
  public static IOException redirection(
      StartProcess asked, int standard, Path path, int errorNumber) {
    int reason = Math.abs(errorNumber);
    String what =
        "cannot start %s: cannot open %s, its %s"
            .formatted(asked.command().getFirst(), path, STREAMS.get(standard));
    return reason == ErrorNumber.EMFILE || reason == ErrorNumber.ENFILE
        ? new TooManyOpenFilesException(what)
        : redirection(what, path, ErrorNumber.text(reason), null);
  }

  /**
   * Returns the exception for a redirected file that the JDK could not open.
   *
   * @param asked the trap
   * @param failure the JDK's exception, which names the file
   * @return the exception to throw
   */
  public static IOException redirection(StartProcess asked, FileNotFoundException failure) {
    List<Redirection> streams = List.of(asked.input(), asked.output(), asked.error());
    for (int standard = 0; standard < streams.size(); standard++) {
      Path path =
          switch (streams.get(standard)) {
            case Redirection.FromFile(var file) when !Files.isReadable(file) -> file;
            case Redirection.ToFile(var file, var _) when !Files.isWritable(file) -> file;
            default -> null;
          };
      if (path != null) {
        return redirection(
            "cannot start %s: cannot open %s, its %s"
                .formatted(asked.command().getFirst(), path, STREAMS.get(standard)),
            path,
            String.valueOf(failure.getMessage()),
            failure);
      }
    }
    return new IOException(
        "cannot start " + asked.command().getFirst() + ": " + failure.getMessage(), failure);
  }

  private static IOException redirection(
      String what, Path path, String why, @Nullable Throwable cause) {
    Path parent = path.toAbsolutePath().getParent();
    String advice =
        parent != null && !Files.isDirectory(parent)
            ? "; its directory is not there: make it first"
            : Files.isDirectory(path) ? "; it is a directory: name a file in it" : "";
    var failure = new IOException(what + ": " + why + advice);
    if (cause != null) {
      failure.initCause(cause);
    }
    return failure;
  }
}
