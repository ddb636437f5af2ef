package dev.gonzo.cluster;

import dev.gonzo.Gonzo;
import dev.gonzo.cluster.link.Promises;
import dev.gonzo.file.AsyncFile;
import dev.gonzo.file.AsyncFiles;
import dev.gonzo.file.Directories;
import dev.gonzo.file.FileLock;
import dev.gonzo.sync.Lock;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The promises of this node, in memory, and in a file if it has a directory: then a promise is on
 * the device before it is given.
 */
final class PromiseStore implements AutoCloseable {
  private static final String HEADER = "gonzo cluster promises 1";
  private static final int MOST_BYTES = 16 << 20;

  private final Promises promises = new Promises();
  private final Lock writing = Lock.of("promises");
  private final @Nullable Path file;
  private final @Nullable AsyncFile lockFile;
  private final @Nullable FileLock lock;
  private boolean closed;

  private PromiseStore(@Nullable Path file, @Nullable AsyncFile lockFile, @Nullable FileLock lock) {
    this.file = file;
    this.lockFile = lockFile;
    this.lock = lock;
  }

  static PromiseStore inMemory() {
    return new PromiseStore(null, null, null);
  }

  /** Opens the store in a directory, which no other node may use. Suspends. */
  static PromiseStore open(Path directory) throws IOException {
    prepare(directory);
    AsyncFile lockFile =
        AsyncFile.open(
            directory.resolve("lock"),
            Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE, LinkOption.NOFOLLOW_LINKS),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    PromiseStore store = null;
    try {
      FileLock lock =
          lockFile
              .tryLock(0, 1, false)
              .orElseThrow(() ->
                  new IOException(
                      "another node uses the state directory "
                          + directory
                          + ": give each node its own"));
      store = new PromiseStore(directory.resolve("promises"), lockFile, lock);
      store.load();
      return store;
    } catch (Throwable failed) {
      if (store == null) {
        lockFile.close();
      } else {
        store.close();
      }
      throw failed;
    }
  }

  private static void prepare(Path directory) throws IOException {
    if (!AsyncFiles.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      var _ =
          Directories.createDirectories(
              directory,
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    var permissions = AsyncFiles.getPosixFilePermissions(directory, LinkOption.NOFOLLOW_LINKS);
    if (permissions.contains(PosixFilePermission.GROUP_WRITE)
        || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
      throw new IOException(
          "other users may write to the state directory " + directory + ": chmod 700 " + directory);
    }
  }

  private void load() throws IOException {
    Path path = file;
    if (path == null || !AsyncFiles.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    byte[] bytes;
    try (var opened = AsyncFile.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
      long size = opened.size();
      if (size > MOST_BYTES) {
        throw damaged(path);
      }
      bytes = new byte[(int) size];
      int read = 0;
      while (read < bytes.length) {
        int count = opened.readAt(read, bytes, read, bytes.length - read);
        if (count <= 0) {
          throw damaged(path);
        }
        read += count;
      }
    }
    String[] lines = new String(bytes, StandardCharsets.UTF_8).split("\n", -1);
    if (!lines[0].equals(HEADER) || !lines[lines.length - 1].isEmpty()) {
      throw damaged(path);
    }
    for (int i = 1; i < lines.length - 1; i++) {
      take(lines[i], path);
    }
  }

  private void take(String line, Path path) throws IOException {
    int space = line.indexOf(' ');
    try {
      String singleton = URLDecoder.decode(line.substring(space + 1), StandardCharsets.UTF_8);
      if (!promises.promise(singleton, Long.parseLong(line.substring(0, space)))) {
        throw damaged(path);
      }
    } catch (IndexOutOfBoundsException | IllegalArgumentException noPromise) {
      throw damaged(path);
    }
  }

  private static IOException damaged(Path path) {
    return new IOException(
        path
            + " holds no promises of a cluster: restore it, or remove it while all other nodes"
            + " run");
  }

  long highest(String singleton) {
    return promises.highest(singleton);
  }

  /**
   * Promises a token. Suspends if the promise is kept in a file. If that fails, the promise counts
   * all the same, and is not given.
   */
  boolean promise(String singleton, long token) throws IOException {
    if (file == null) {
      return !closed && promises.promise(singleton, token);
    }
    try (var _ = writing.acquire()) {
      if (closed || !promises.promise(singleton, token)) {
        return false;
      }
      var text = new StringBuilder(HEADER).append('\n');
      for (Map.Entry<String, Long> entry : promises.all().entrySet()) {
        text.append(entry.getValue())
            .append(' ')
            .append(URLEncoder.encode(entry.getKey(), StandardCharsets.UTF_8))
            .append('\n');
      }
      AsyncFiles.replace(file, text.toString().getBytes(StandardCharsets.UTF_8));
      return true;
    }
  }

  /** Refuses promises from now on, and waits for one that is being written. Suspends. */
  @Override
  public void close() {
    Gonzo.withoutCancellation(() -> {
      try (var _ = writing.acquire()) {
        closed = true;
        release();
      }
    });
  }

  private void release() {
    if (lock != null) {
      lock.close();
    }
    if (lockFile != null) {
      lockFile.close();
    }
  }
}
