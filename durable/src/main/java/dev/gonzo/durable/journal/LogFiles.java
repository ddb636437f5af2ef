package dev.gonzo.durable.journal;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.gonzo.Async;
import dev.gonzo.Environment;
import dev.gonzo.file.AsyncFile;
import dev.gonzo.file.AsyncFiles;
import dev.gonzo.file.Directories;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files of a journal: {@code journal-7} and so on. Each holds everything; one that was begun
 * later replaces those before it when it is complete, and gets its name only then.
 */
final class LogFiles {
  private static final Pattern NAME = Pattern.compile("journal-(\\d{1,18})");
  private static final Pattern LEFT = Pattern.compile("journal-\\d{1,18}\\.new");
  private static final int ID_BYTES = 8;
  private static final long PIECE = 4L << 20;
  // A file that another process replaces while it is read is read again from the next one.
  private static final int MOST_TRIES = 10;

  private LogFiles() {}

  /** Replaces all files by one that holds what is in the ledger. */
  @Async
  static LogFile replace(Path directory, Ledger ledger) throws IOException {
    List<Long> before = numbers(directory);
    long number = before.isEmpty() ? 1 : before.getLast() + 1;
    Path complete = path(directory, number);
    Path begun = directory.resolve("journal-" + number + ".new");
    boolean _ = AsyncFiles.deleteIfExists(begun);
    byte[] journal = Environment.randomBytes(ID_BYTES);
    AsyncFile file = PrivateDirectory.file(begun, READ, WRITE, CREATE_NEW);
    try {
      file.writeAll(Frames.header(journal));
      var log = new LogFile(file, journal, Frames.HEADER, 0);
      var unsynced = new LogBuffer();
      for (String id : ledger.ids()) {
        ledger.find(id).ifPresent(task -> unsynced.add(LogRecords.begin(task.task())));
        List<Entry> entries = ledger.load(id);
        for (byte[] piece : LogRecords.entries(id, ledger.token(id), entries, PIECE)) {
          unsynced.add(piece);
          while (unsynced.isLong()) {
            log.writeUnsynced(unsynced.take());
          }
        }
      }
      while (!unsynced.isEmpty()) {
        log.writeUnsynced(unsynced.take());
      }
      file.sync();
      Path _ = AsyncFiles.move(begun, complete);
      Directories.sync(directory);
      remove(directory, before);
      return log;
    } catch (Throwable failure) {
      file.close();
      throw failure;
    }
  }

  @Async
  private static void remove(Path directory, List<Long> numbers) throws IOException {
    for (long number : numbers) {
      boolean _ = AsyncFiles.deleteIfExists(path(directory, number));
    }
  }

  /**
   * Reads the journal, without a frame that was torn by a crash, and writes it anew. After a sync
   * that has failed, the system shows bytes that the device does not have, and would never write
   * them: so nothing is appended to what another process has written.
   */
  @Async
  static LogFile open(Path directory, Ledger ledger) throws IOException {
    removeLeft(directory);
    List<Long> numbers = numbers(directory);
    if (!numbers.isEmpty()) {
      try (var file = PrivateDirectory.file(path(directory, numbers.getLast()), READ)) {
        LogReader _ = read(file, ledger, false);
      }
    }
    return replace(directory, ledger);
  }

  /** Reads the journal of another process as it is now. */
  @Async
  static Ledger snapshot(Path directory) throws IOException {
    for (int tries = 1; ; tries++) {
      var ledger = new Ledger();
      List<Long> numbers = numbers(directory);
      if (numbers.isEmpty()) {
        throw new NoSuchFileException(directory.toString(), null, "there is no journal in it");
      }
      try (var file = PrivateDirectory.file(path(directory, numbers.getLast()), READ)) {
        LogReader _ = read(file, ledger, true);
        return ledger;
      } catch (NoSuchFileException replaced) {
        if (tries == MOST_TRIES) {
          throw replaced;
        }
      }
    }
  }

  @Async
  private static LogReader read(AsyncFile file, Ledger ledger, boolean live) throws IOException {
    LogReader reader = LogReader.open(file, live);
    long begun = reader.position();
    for (byte[] body = reader.next(); body != null; body = reader.next()) {
      try {
        LogRecords.apply(body, ledger);
      } catch (JournalDamagedException damaged) {
        throw damaged;
      } catch (IOException invalid) {
        throw new JournalDamagedException(
            "%s has a record at byte %d that this version of Gonzo does not know: %s"
                .formatted(file.path(), begun, invalid.getMessage()),
            invalid);
      }
      begun = reader.position();
    }
    return reader;
  }

  @Async
  private static void removeLeft(Path directory) throws IOException {
    var left = new ArrayList<Path>();
    try (var entries = Directories.list(directory)) {
      for (Path entry : entries) {
        if (LEFT.matcher(entry.getFileName().toString()).matches()) {
          left.add(entry);
        }
      }
    }
    for (Path path : left) {
      boolean _ = AsyncFiles.deleteIfExists(path);
    }
  }

  @Async
  private static List<Long> numbers(Path directory) throws IOException {
    var numbers = new ArrayList<Long>();
    try (var entries = Directories.list(directory)) {
      for (Path entry : entries) {
        Matcher name = NAME.matcher(entry.getFileName().toString());
        if (name.matches()) {
          numbers.add(Long.parseLong(name.group(1)));
        }
      }
    }
    numbers.sort(null);
    return numbers;
  }

  private static Path path(Path directory, long number) {
    return directory.resolve("journal-" + number);
  }
}
