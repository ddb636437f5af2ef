package dev.gonzo.durable.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.gonzo.Async;
import dev.gonzo.Environment;
import dev.gonzo.file.AsyncFiles;
import dev.gonzo.file.Directories;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Requests for the process that has a journal open, each in a file of its own: the other process
 * cannot write to the journal itself.
 */
final class RequestFiles {
  private static final Pattern NAME = Pattern.compile("(\\d{1,18})\\.request");
  private static final int MOST_BYTES = 8_192;
  private static final int MOST_REASON = 1_000;
  private static final int RANDOM_BYTES = 2;
  private static final long UNIQUE = 1_000;

  private final Path directory;

  private RequestFiles(Path directory) {
    this.directory = directory;
  }

  /** The requests for a journal; their directory is created with the first one. */
  static RequestFiles of(Path journal) {
    return new RequestFiles(journal.resolve("requests"));
  }

  @Async
  void add(Request request) throws IOException {
    PrivateDirectory.open(directory);
    long number = number();
    String reason = request.reason();
    String text =
        request.action()
            + "\n"
            + request.id()
            + "\n"
            + reason.substring(0, Math.min(reason.length(), MOST_REASON));
    Path complete = directory.resolve(number + ".request");
    Path begun = directory.resolve(number + ".new");
    try (var file = PrivateDirectory.file(begun, WRITE, CREATE_NEW)) {
      file.writeAll(text.getBytes(UTF_8));
      file.sync();
    }
    Path _ = AsyncFiles.move(begun, complete);
    Directories.sync(directory);
  }

  /** Grows with time, and differs between processes that ask in the same microsecond. */
  @Async
  private static long number() {
    long micros = ChronoUnit.MICROS.between(Instant.EPOCH, Environment.wallTime());
    long random = new BigInteger(1, Environment.randomBytes(RANDOM_BYTES)).longValue();
    return micros / 10 * UNIQUE + random % UNIQUE;
  }

  @Async
  List<Request> list(int most) throws IOException {
    if (!AsyncFiles.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      return List.of();
    }
    var files = new TreeMap<Long, Path>();
    try (var entries = Directories.list(directory)) {
      for (Path entry : entries) {
        Matcher name = NAME.matcher(entry.getFileName().toString());
        if (name.matches()) {
          files.put(Long.parseLong(name.group(1)), entry);
        }
        if (files.size() > most) {
          files.pollLastEntry();
        }
      }
    }
    var requests = new ArrayList<Request>();
    for (var file : files.entrySet()) {
      read(file.getKey(), file.getValue(), requests);
    }
    return requests;
  }

  @Async
  private static void read(long number, Path path, List<Request> requests) throws IOException {
    byte[] bytes = new byte[MOST_BYTES];
    int length = 0;
    try (var file = PrivateDirectory.file(path, READ)) {
      for (int n;
          length < bytes.length && (n = file.read(bytes, length, bytes.length - length)) > 0; ) {
        length += n;
      }
    } catch (NoSuchFileException removed) {
      return;
    }
    String[] lines = new String(bytes, 0, length, UTF_8).split("\n", 3);
    try {
      requests.add(new Request(number, lines[1], Request.Action.valueOf(lines[0]), lines[2]));
    } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException invalid) {
      throw new JournalDamagedException(path + " is not a request: remove it", invalid);
    }
  }

  @Async
  void remove(Request request) throws IOException {
    boolean _ = AsyncFiles.deleteIfExists(directory.resolve(request.number() + ".request"));
  }
}
