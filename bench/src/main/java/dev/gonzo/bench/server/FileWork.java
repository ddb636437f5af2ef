package dev.gonzo.bench.server;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.spawn;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.gonzo.TaskGroup;
import dev.gonzo.file.AsyncFile;
import dev.gonzo.file.AsyncFiles;
import dev.gonzo.file.Directories;
import dev.gonzo.queue.Queue;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * Work on files: {@code go small DIRECTORY COUNT}, {@code go large DIRECTORY PIECES} and {@code go
 * backup FROM TO}.
 */
final class FileWork {
  private static final int SMALL = 4_096;
  private static final int PIECE = 65_536;
  private static final int COPIERS = 8;

  private FileWork() {}

  public static void main(String[] arguments) throws Exception {
    Requests.serveTimed(request ->
        switch (request[0]) {
          case "small" -> run(() -> small(Path.of(request[1]), Integer.parseInt(request[2])));
          case "large" -> run(() -> large(Path.of(request[1]), Integer.parseInt(request[2])));
          case "backup" -> run(() -> backUp(Path.of(request[1]), Path.of(request[2])));
          default -> throw new IOException("'" + request[0] + "' is not known");
        });
  }

  /** Writes files, reads them back, and removes them. */
  private static long small(Path directory, int count) throws IOException {
    var bytes = new byte[SMALL];
    for (int i = 0; i < count; i++) {
      Path file = directory.resolve("small" + i);
      Arrays.fill(bytes, (byte) i);
      AsyncFiles.write(file, bytes);
      if (!Arrays.equals(bytes, AsyncFiles.readAllBytes(file))) {
        throw new IOException(file + " has other bytes than were written");
      }
      AsyncFiles.delete(file);
    }
    return count;
  }

  /** Writes one file in pieces, and reads it back. */
  private static long large(Path directory, int pieces) throws IOException {
    var bytes = new byte[PIECE];
    Path path = directory.resolve("large");
    try (var file = AsyncFile.open(path, WRITE, CREATE, TRUNCATE_EXISTING)) {
      for (int i = 0; i < pieces; i++) {
        Arrays.fill(bytes, (byte) i);
        file.writeAll(bytes);
      }
    }
    var back = new byte[PIECE];
    try (var file = AsyncFile.open(path, READ)) {
      for (int i = 0; i < pieces; i++) {
        Arrays.fill(bytes, (byte) i);
        for (int had = 0, n; had < PIECE; had += n) {
          n = file.read(back, had, PIECE - had);
          if (n < 0) {
            throw new IOException(path + " is too short");
          }
        }
        if (!Arrays.equals(bytes, back)) {
          throw new IOException(path + " has other bytes than were written");
        }
      }
    }
    AsyncFiles.delete(path);
    return pieces;
  }

  /** Copies a tree with eight tasks, and computes the SHA-256 of each file. */
  private static long backUp(Path from, Path to) throws Exception {
    Queue<Path> found = Queue.bounded(1_000);
    Directories.createDirectories(to);
    long[] files = new long[1];
    var walking =
        spawn(() -> {
          walk(from, to, found);
          found.close();
        });
    try (var copying = TaskGroup.open()) {
      for (int i = 0; i < COPIERS; i++) {
        copying.spawn(() -> {
          for (Path file : found) {
            copy(from.resolve(file), to.resolve(file));
            files[0]++;
          }
        });
      }
      copying.join();
    }
    walking.join();
    return files[0];
  }

  private static void walk(Path from, Path to, Queue<Path> found) throws IOException {
    try (var entries = Directories.walk(from)) {
      for (var entry : entries) {
        Path relative = from.relativize(entry.path());
        if (entry.attributes().isDirectory()) {
          Directories.createDirectories(to.resolve(relative));
        } else {
          found.put(relative);
        }
      }
    }
  }

  private static void copy(Path from, Path to) throws Exception {
    Contents contents = AsyncFiles.withBytes(from, Integer.MAX_VALUE, Contents::of);
    AsyncFiles.write(to, contents.bytes());
  }

  /** The bytes of a file and their digest, which the thread computes that has read them. */
  @SuppressWarnings("ArrayRecordComponent") // passed on once, and never compared
  private record Contents(byte[] bytes, byte[] digest) {
    static Contents of(byte[] bytes) throws NoSuchAlgorithmException {
      return new Contents(bytes, MessageDigest.getInstance("SHA-256").digest(bytes));
    }
  }
}
