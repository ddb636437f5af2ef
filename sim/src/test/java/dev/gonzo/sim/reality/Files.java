package dev.gonzo.sim.reality;

import dev.gonzo.Async;
import dev.gonzo.file.AsyncFile;
import dev.gonzo.file.AsyncFiles;
import dev.gonzo.file.Directories;
import dev.gonzo.file.FileLock;
import dev.gonzo.sim.reality.Script.Action;
import dev.gonzo.sim.reality.Script.Step;
import java.io.IOException;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** Files and directories, by their paths and opened. */
final class Files implements Script.Device {
  private static final List<String> NAMES =
      List.of("a", "a", "b", "c", "d", "d", "d/a", "d/b", "d/e", "d/e/a", "l", "none/a", "a/b");
  private static final int MOST_OPEN = 4;

  private final Path root;
  private final List<Opened> opened = new ArrayList<>();
  private int created;

  Files(Path root) {
    this.root = root;
  }

  private record Opened(String name, AsyncFile file, List<FileLock> locks) {}

  @Override
  public Step step(Random random) {
    boolean onOpened = !opened.isEmpty() && random.nextBoolean();
    return onOpened ? onOpened(opened.get(random.nextInt(opened.size())), random) : onPath(random);
  }

  private static Step step(String text, Action action) {
    return new Step(text, action, true); // a disk does not let a task wait for another one
  }

  // ---------------------------------------------------------------- paths

  private Path path(Random random) {
    return root.resolve(NAMES.get(random.nextInt(NAMES.size())));
  }

  private Step onPath(Random random) {
    Path path = path(random);
    Path other = path(random);
    Path listed = random.nextBoolean() ? path : root;
    return switch (random.nextInt(20)) {
      case 0, 1, 2, 3 -> open(path, options(random));
      case 4, 5 ->
          step(
              "write " + path,
              () -> "wrote " + AsyncFiles.write(path, bytes('w', 700), StandardOpenOption.CREATE));
      case 6 -> step("read " + path, () -> text(AsyncFiles.readAllBytes(path)));
      case 7, 8 -> step("make " + path, () -> "made " + Directories.createDirectory(path));
      case 9 -> step("remove " + path, () -> removed(path));
      case 10 ->
          step("remove if there " + path, () -> "removed " + AsyncFiles.deleteIfExists(path));
      case 11, 12 ->
          step(
              "move " + path + " to " + other,
              () -> "moved " + AsyncFiles.move(path, other, StandardCopyOption.REPLACE_EXISTING));
      case 13 ->
          step("move " + path + " to new " + other, () -> "moved " + AsyncFiles.move(path, other));
      case 14 ->
          step(
              "link " + path + " to " + other,
              () -> "linked " + AsyncFiles.createLink(path, other));
      case 15 -> {
        Path target = path.getParent().relativize(other);
        yield step(
            "symbolic link " + path + " to " + target,
            () -> "linked " + AsyncFiles.createSymbolicLink(path, target));
      }
      case 16 -> step("list " + listed, () -> list(listed));
      case 17 -> step("look at " + path, () -> attributes(path));
      case 18 -> step("change " + path, () -> changed(path));
      default -> step("sync " + path, () -> synced(path));
    };
  }

  private Step open(Path path, Set<OpenOption> options) {
    if (opened.size() >= MOST_OPEN) {
      return step("open one more", () -> "left out");
    }
    return step(
        "open " + path + new TreeSet<>(options.stream().map(Object::toString).toList()),
        () -> {
          AsyncFile file = AsyncFile.open(path, options.toArray(OpenOption[]::new));
          opened.add(new Opened("file" + created, file, new ArrayList<>()));
          return "file" + created++;
        });
  }

  private static Set<OpenOption> options(Random random) {
    Set<OpenOption> options = new LinkedHashSet<>();
    options.add(random.nextInt(4) > 0 ? StandardOpenOption.WRITE : StandardOpenOption.READ);
    if (random.nextInt(2) == 0) {
      options.add(StandardOpenOption.READ);
    }
    if (random.nextInt(3) > 0) {
      options.add(StandardOpenOption.CREATE);
    }
    switch (random.nextInt(8)) {
      case 0 -> options.add(StandardOpenOption.TRUNCATE_EXISTING);
      case 1 -> options.add(StandardOpenOption.CREATE_NEW);
      case 2 -> options.add(StandardOpenOption.SYNC);
      case 3 -> options.add(LinkOption.NOFOLLOW_LINKS);
      default -> {}
    }
    return options;
  }

  @Async
  private static String removed(Path path) throws IOException {
    AsyncFiles.delete(path);
    return "removed";
  }

  @Async
  private static String list(Path directory) throws IOException {
    var names = new TreeSet<String>();
    try (var all = Directories.list(directory)) {
      for (Path each : all) {
        names.add(each.toString());
      }
    }
    return names.toString();
  }

  @Async
  private static String attributes(Path path) throws IOException {
    var found =
        AsyncFiles.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    return found.isDirectory()
        ? "directory"
        : found.isSymbolicLink()
            ? "link to " + AsyncFiles.readSymbolicLink(path)
            : "file of " + found.size();
  }

  @Async
  private static String changed(Path path) throws IOException {
    Path _ = AsyncFiles.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-x---"));
    Path _ = AsyncFiles.setLastModifiedTime(path, FileTime.fromMillis(86_400_000));
    return PosixFilePermissions.toString(AsyncFiles.getPosixFilePermissions(path))
        + " "
        + AsyncFiles.getLastModifiedTime(path);
  }

  @Async
  private static String synced(Path path) throws IOException {
    if (AsyncFiles.isDirectory(path)) {
      Directories.sync(path);
      return "synced the directory";
    }
    try (var file = AsyncFile.open(path, StandardOpenOption.READ)) {
      file.sync();
    }
    return "synced";
  }

  // ---------------------------------------------------------------- opened files

  private Step onOpened(Opened one, Random random) {
    int position = random.nextInt(1_500);
    int length = 1 + random.nextInt(900);
    boolean shared = random.nextBoolean();
    String name = one.name;
    return switch (random.nextInt(12)) {
      case 0, 1 ->
          step(
              "write " + length + " at " + position + " of " + name,
              () ->
                  "wrote "
                      + one.file.writeAt(position, bytes('A' + length % 26, length), 0, length));
      case 2, 3 ->
          step(
              "read " + length + " at " + position + " of " + name,
              () -> read(one.file, position, length));
      case 4 ->
          step(
              "append to " + name,
              () -> {
                one.file.writeAll(bytes('z', 100));
                return "at " + one.file.position();
              });
      case 5 ->
          step(
              "truncate " + name + " to " + position,
              () -> {
                one.file.truncate(position);
                return "truncated to " + one.file.size();
              });
      case 6 ->
          step(
              "sync " + name,
              () -> {
                one.file.sync();
                return "synced";
              });
      case 7 -> step("size of " + name, () -> "size " + one.file.size());
      case 8, 9 ->
          step(
              "lock " + position % 30 + "+" + length % 10 + (shared ? " shared " : " ") + name,
              () -> locked(one, position % 30, 1 + length % 10, shared));
      case 10 -> step("unlock " + name, () -> unlocked(one));
      default -> step("close " + name, () -> closed(one));
    };
  }

  private static byte[] bytes(int value, int length) {
    var bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  /** Runs of equal bytes, such as {@code 3*A 2*0}. */
  private static String text(byte[] bytes) {
    var text = new StringBuilder();
    for (int from = 0, to; from < bytes.length; from = to) {
      for (to = from; to < bytes.length && bytes[to] == bytes[from]; ) {
        to++;
      }
      char shown = bytes[from] == 0 ? '0' : (char) bytes[from];
      text.append(to - from).append('*').append(shown).append(' ');
    }
    return text.isEmpty() ? "empty" : text.toString();
  }

  @Async
  private static String read(AsyncFile file, int position, int length) throws IOException {
    var buffer = new byte[length];
    int count = file.readAt(position, buffer, 0, length);
    return count < 0 ? "the end" : text(Arrays.copyOf(buffer, count));
  }

  @Async
  private static String locked(Opened one, long from, long size, boolean shared)
      throws IOException {
    Optional<FileLock> lock = one.file.tryLock(from, size, shared);
    lock.ifPresent(one.locks::add);
    return lock.isPresent() ? "locked" : "refused";
  }

  @Async
  private static String unlocked(Opened one) {
    if (one.locks.isEmpty()) {
      return "left out";
    }
    one.locks.removeFirst().close();
    return "unlocked";
  }

  @Async
  private String closed(Opened one) {
    // A real kernel releases the locks of a closed file a little later.
    one.locks.forEach(FileLock::close);
    opened.remove(one);
    one.file.close();
    return "closed";
  }

  @Override
  public void close() {
    List.copyOf(opened).forEach(this::closed);
  }
}
