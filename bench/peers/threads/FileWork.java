import java.nio.file.Files;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Work on files with plain threads: {@code go small DIRECTORY COUNT}, {@code go large DIRECTORY
 * PIECES} and {@code go backup FROM TO}, which eight of them do.
 */
final int SMALL = 4_096;

final int PIECE = 65_536;
final int COPIERS = 8;

void main() throws Exception {
  IO.println("ready");
  for (String line; (line = IO.readln()) != null; ) {
    String[] words = line.split(" ");
    var first = Path.of(words[2]);
    long began = System.nanoTime();
    long operations =
        switch (words[1]) {
          case "small" -> small(first, Integer.parseInt(words[3]));
          case "large" -> large(first, Integer.parseInt(words[3]));
          default -> backUp(first, Path.of(words[3]));
        };
    IO.println("{\"operations\":%d,\"nanos\":%d}".formatted(operations, System.nanoTime() - began));
  }
}

long small(Path directory, int count) throws IOException {
  var bytes = new byte[SMALL];
  for (int i = 0; i < count; i++) {
    Path file = directory.resolve("small" + i);
    Arrays.fill(bytes, (byte) i);
    Files.write(file, bytes);
    if (!Arrays.equals(bytes, Files.readAllBytes(file))) {
      throw new IOException(file + " has other bytes than were written");
    }
    Files.delete(file);
  }
  return count;
}

long large(Path directory, int pieces) throws IOException {
  var bytes = new byte[PIECE];
  Path path = directory.resolve("large");
  try (var file = Files.newOutputStream(path)) {
    for (int i = 0; i < pieces; i++) {
      Arrays.fill(bytes, (byte) i);
      file.write(bytes);
    }
  }
  var back = new byte[PIECE];
  try (var file = Files.newInputStream(path)) {
    for (int i = 0; i < pieces; i++) {
      Arrays.fill(bytes, (byte) i);
      if (file.readNBytes(back, 0, PIECE) != PIECE || !Arrays.equals(bytes, back)) {
        throw new IOException(path + " has other bytes than were written");
      }
    }
  }
  Files.delete(path);
  return pieces;
}

long backUp(Path from, Path to) throws Exception {
  BlockingQueue<Optional<Path>> found = new ArrayBlockingQueue<>(1_000);
  Files.createDirectories(to);
  try (var threads = Executors.newFixedThreadPool(COPIERS)) {
    var copiers = new ArrayList<Future<Long>>();
    for (int i = 0; i < COPIERS; i++) {
      Callable<Long> copier = () -> copyAll(from, to, found);
      copiers.add(threads.submit(copier));
    }
    walk(from, to, found);
    for (int i = 0; i < COPIERS; i++) {
      found.put(Optional.empty());
    }
    long files = 0;
    for (Future<Long> copier : copiers) {
      files += copier.get();
    }
    return files;
  }
}

void walk(Path from, Path to, BlockingQueue<Optional<Path>> found) throws Exception {
  try (var entries = Files.walk(from)) {
    for (Path entry : (Iterable<Path>) entries::iterator) {
      Path relative = from.relativize(entry);
      if (Files.isDirectory(entry)) {
        Files.createDirectories(to.resolve(relative));
      } else {
        found.put(Optional.of(relative));
      }
    }
  }
}

long copyAll(Path from, Path to, BlockingQueue<Optional<Path>> found) throws Exception {
  var digest = MessageDigest.getInstance("SHA-256");
  var piece = new byte[PIECE];
  long files = 0;
  for (Optional<Path> file; (file = found.take()).isPresent(); files++) {
    try (var original = Files.newInputStream(from.resolve(file.get()));
        var copy = Files.newOutputStream(to.resolve(file.get()))) {
      for (int n; (n = original.read(piece)) > 0; ) {
        digest.update(piece, 0, n);
        copy.write(piece, 0, n);
      }
    }
    byte[] _ = digest.digest();
  }
  return files;
}
