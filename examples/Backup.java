// Copies a directory tree, writes the SHA-256 of each file, and shows its progress. One task walks
// the tree, eight copy, one writes the sums and one shows the progress. They share a thread, and
// none holds up the others; small files are read, digested and written in other threads.
//   ./gonzo run examples/Backup.java FROM TO
//   cd TO && sha256sum -c --quiet ../TO.sha256

import static dev.gonzo.Gonzo.*;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.*;
import static java.time.Duration.ofMillis;

import dev.gonzo.*;
import dev.gonzo.file.*;
import dev.gonzo.queue.Queue;
import java.security.*;

final int COPIERS = 8;
final int CHUNK = 65_536;

long files; // plain fields: one task runs at a time
long bytes;
final Queue<FileEntry> found = Queue.bounded(1000);
final Queue<String> sums = Queue.bounded(1000);
final List<Long> lateMicros = new ArrayList<>();

void main(String[] arguments) throws Exception {
  if (arguments.length != 2) {
    IO.println("usage: ./gonzo run examples/Backup.java FROM TO");
    return;
  }
  run(() -> backUp(Path.of(arguments[0]), Path.of(arguments[1])));
}

void backUp(Path from, Path to) throws Exception {
  Moment began = Moment.now();
  Directories.createDirectories(to);
  Path list = to.resolveSibling(to.getFileName() + ".sha256");
  try (var newList = Replacement.open(list)) {
    try (var writing = TaskGroup.open()) {
      writing.spawn(() -> writeSums(newList.file()));
      writing.spawnDaemon("progress", this::showProgress);
      try (var copying = TaskGroup.open()) {
        for (int i = 0; i < COPIERS; i++) copying.spawn(() -> copyAll(from, to));
        walk(from, to);
        copying.join();
      }
      sums.close();
      writing.join();
    }
    newList.commit();
  }
  IO.println(progress() + " in " + Moment.now().since(began).toMillis() + " ms");
  Collections.sort(lateMicros);
  if (!lateMicros.isEmpty()) {
    long most = lateMicros.get((int) (lateMicros.size() * 0.99));
    IO.println("99 of 100 ticks were late by at most " + most + " µs");
  }
}

void walk(Path from, Path to) throws Exception {
  try (var entries = Directories.walk(from)) {
    for (FileEntry entry : entries) {
      if (entry.attributes().isDirectory()) {
        Directories.createDirectories(to.resolve(from.relativize(entry.path())));
      } else if (entry.attributes().isRegularFile()) {
        found.put(entry);
      }
    }
  }
  found.close(); // the tasks that iterate it end when it is empty
}

void copyAll(Path from, Path to) throws Exception {
  for (FileEntry entry : found) {
    Path file = from.relativize(entry.path());
    String sum =
        entry.attributes().size() <= CHUNK
            ? copyAtOnce(entry.path(), to.resolve(file))
            : copyInChunks(entry.path(), to.resolve(file));
    files++;
    sums.put(sum + "  " + file + "\n");
  }
}

/** The contents of a file, with their digest. */
record Contents(byte[] bytes, String sum) {
  static Contents of(byte[] bytes) throws NoSuchAlgorithmException {
    return new Contents(bytes, hex(MessageDigest.getInstance("SHA-256").digest(bytes)));
  }
}

String copyAtOnce(Path original, Path copy) throws Exception {
  Contents contents = AsyncFiles.withBytes(original, Integer.MAX_VALUE, Contents::of);
  AsyncFiles.write(copy, contents.bytes());
  bytes += contents.bytes().length;
  return contents.sum();
}

String copyInChunks(Path from, Path to) throws Exception {
  var digest = MessageDigest.getInstance("SHA-256");
  var chunk = new byte[CHUNK];
  try (var original = AsyncFile.open(from, READ);
      var copy = AsyncFile.open(to, WRITE, CREATE, TRUNCATE_EXISTING)) {
    for (int n; (n = original.read(chunk)) > 0; bytes += n) {
      digest.update(chunk, 0, n);
      copy.writeAll(chunk, 0, n);
    }
  }
  return hex(digest.digest());
}

static String hex(byte[] digest) {
  return HexFormat.of().formatHex(digest);
}

void writeSums(AsyncFile list) throws Exception {
  var lines = new StringBuilder();
  for (String line : sums) {
    lines.append(line);
    if (lines.length() > CHUNK) {
      list.writeAll(lines.toString().getBytes(UTF_8));
      lines.setLength(0);
    }
  }
  list.writeAll(lines.toString().getBytes(UTF_8));
}

void showProgress() {
  for (int tick = 1; ; tick++) {
    Moment before = Moment.now();
    sleep(ofMillis(10));
    lateMicros.add(Moment.now().since(before).minusMillis(10).toNanos() / 1000);
    if (tick % 20 == 0) IO.print("\r" + progress());
  }
}

String progress() {
  return "%,d files, %,d bytes".formatted(files, bytes);
}
