package dev.gonzo.file;

import static dev.gonzo.Gonzo.run;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Atomic replacement, and copies and moves that are complete or absent. */
class ReplacementTest {
  @TempDir private Path root = Path.of("");

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  @Test
  void a_file_has_its_old_contents_until_the_new_ones_are_complete() throws IOException {
    Path file = Files.writeString(root.resolve("file"), "old");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    run(() -> {
      try (var replacement = Replacement.open(file);
          var another = Replacement.open(file)) {
        assertThat(replacement).hasToString("the replacement of " + file);
        replacement.file().writeAll(bytes("new"));
        another.file().writeAll(bytes("newest"));
        assertThat(Files.readString(file)).isEqualTo("old");
        replacement.commit();
        assertThat(Files.readString(file)).isEqualTo("new");
        assertThatThrownBy(replacement::commit).isInstanceOf(IllegalStateException.class);
      }
      assertThat(Tree.of(root)).containsExactly("file=new");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-r-----");
    });
  }

  @Test
  void a_replacement_that_is_not_committed_leaves_nothing_behind() throws IOException {
    run(() -> {
      assertThatThrownBy(
              () -> {
                try (var replacement = Replacement.open(root.resolve("file"))) {
                  replacement.file().writeAll(bytes("half"));
                  throw new IllegalStateException("no more");
                }
              })
          .hasMessage("no more");
      assertThat(Tree.of(root)).isEmpty();
      AsyncFiles.replace(root.resolve("file"), bytes("whole"));
      assertThat(Tree.of(root)).containsExactly("file=whole");
      assertThatThrownBy(() -> AsyncFiles.replace(root.resolve("no/file"), bytes("x")))
          .isInstanceOf(NoSuchFileException.class);
    });
  }

  @Test
  void a_copy_replaces_only_if_it_was_told_to() throws IOException {
    Path from = Files.writeString(root.resolve("from"), "from");
    Path to = Files.writeString(root.resolve("to"), "to");
    run(() -> {
      assertThatThrownBy(() -> AsyncFiles.copy(from, to))
          .isInstanceOf(FileAlreadyExistsException.class);
      AsyncFiles.copy(from, from, StandardCopyOption.REPLACE_EXISTING);
      AsyncFiles.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
      assertThat(Tree.of(root)).containsExactly("from=from", "to=from");
      assertThatThrownBy(() -> AsyncFiles.copy(root.resolve("nothing"), root.resolve("new")))
          .isInstanceOf(NoSuchFileException.class);
      assertThatThrownBy(() -> AsyncFiles.copy(from, to, StandardCopyOption.ATOMIC_MOVE))
          .isInstanceOf(UnsupportedOperationException.class);
      assertThat(Tree.of(root)).containsExactly("from=from", "to=from");
    });
  }

  @Test
  void a_move_to_another_device_copies_and_removes() throws IOException {
    Path memory = Path.of("/dev/shm");
    org.junit.jupiter.api.Assumptions.assumeTrue(
        Files.isWritable(memory) && !Files.getFileStore(memory).equals(Files.getFileStore(root)));
    Path from = Files.writeString(root.resolve("from"), "content");
    run(() -> {
      Path elsewhere = Directories.createTempDirectory(memory, "gonzo");
      try {
        assertThatThrownBy(() ->
                AsyncFiles.move(from, elsewhere.resolve("to"), StandardCopyOption.ATOMIC_MOVE))
            .isInstanceOf(java.nio.file.AtomicMoveNotSupportedException.class);
        AsyncFiles.move(from, elsewhere.resolve("to"));
        assertThat(from).doesNotExist();
        assertThat(Tree.of(elsewhere)).containsExactly("to=content");
        Tree.make(root, "full/file");
        assertThatThrownBy(() -> AsyncFiles.move(root.resolve("full"), elsewhere.resolve("full")))
            .isInstanceOf(java.nio.file.DirectoryNotEmptyException.class);
        assertThat(Tree.of(elsewhere)).containsExactly("to=content");
      } finally {
        Directories.deleteTree(elsewhere);
      }
    });
  }

  /** A file, a directory and a link with attributes that a new file does not have. */
  private static void makeUnusual(Path directory) throws IOException {
    Path file = Files.writeString(Files.createDirectory(directory).resolve("file"), "content");
    Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("nowhere"));
    Path empty = Files.createDirectory(directory.resolve("empty"));
    var named = Files.getFileAttributeView(file, UserDefinedFileAttributeView.class);
    if (Files.getFileStore(file).supportsFileAttributeView("user")) {
      named.write("name", ByteBuffer.wrap(bytes("value")));
    }
    for (Path path : List.of(file, link, empty)) {
      try {
        Files.setAttribute(path, "unix:uid", 12, LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(path, "unix:gid", 34, LinkOption.NOFOLLOW_LINKS);
      } catch (FileSystemException notRoot) {
        // then it is not tested
      }
      Files.getFileAttributeView(path, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
          .setTimes(
              FileTime.from(Instant.parse("2001-02-03T04:05:06.123456789Z")),
              FileTime.from(Instant.parse("2002-02-03T04:05:06.987654321Z")),
              null);
    }
    Files.setAttribute(file, "unix:mode", 06751);
    Files.setAttribute(empty, "unix:mode", 03750);
  }

  private static List<String> unusual(Path directory) throws IOException {
    var all = new ArrayList<String>();
    for (String name : List.of("file", "link", "empty")) {
      Path path = directory.resolve(name);
      all.add(
          Files.readAttributes(
                  path,
                  "unix:mode,uid,gid,lastModifiedTime,lastAccessTime",
                  LinkOption.NOFOLLOW_LINKS)
              .toString());
    }
    Path file = directory.resolve("file");
    all.add(Files.getFileAttributeView(file, UserDefinedFileAttributeView.class).list().toString());
    return all;
  }

  @Test
  void a_copy_keeps_all_attributes_if_it_was_told_to() throws IOException {
    Path from = root.resolve("from");
    makeUnusual(from);
    List<String> expected = unusual(from);
    run(() -> {
      Directories.copyTree(from, root.resolve("tree"), StandardCopyOption.COPY_ATTRIBUTES);
      assertThat(unusual(root.resolve("tree"))).isEqualTo(expected);
      Path one = Directories.createDirectory(root.resolve("one"));
      Files.writeString(one.resolve("file"), "old");
      for (String name : List.of("file", "link", "empty")) {
        AsyncFiles.copy(
            root.resolve("tree").resolve(name),
            one.resolve(name),
            StandardCopyOption.COPY_ATTRIBUTES,
            StandardCopyOption.REPLACE_EXISTING,
            LinkOption.NOFOLLOW_LINKS);
      }
      assertThat(unusual(one)).isEqualTo(expected);
    });
  }

  @Test
  void a_move_to_another_device_keeps_all_attributes() throws IOException {
    Path memory = Path.of("/dev/shm");
    Assumptions.assumeTrue(
        Files.isWritable(memory) && !Files.getFileStore(memory).equals(Files.getFileStore(root)));
    Path from = root.resolve("from");
    makeUnusual(from);
    List<String> expected = unusual(from);
    run(() -> {
      Path elsewhere = Directories.createTempDirectory(memory, "gonzo");
      try {
        for (String name : List.of("file", "link", "empty")) {
          AsyncFiles.move(from.resolve(name), elsewhere.resolve(name));
        }
        assertThat(unusual(elsewhere)).isEqualTo(expected);
        assertThat(Tree.of(from)).isEmpty();
      } finally {
        Directories.deleteTree(elsewhere);
      }
    });
  }

  @Test
  void the_replacement_of_a_private_file_is_private_until_it_is_complete() throws IOException {
    Path file = Files.writeString(root.resolve("file"), "old");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    run(() -> {
      try (var replacement = Replacement.open(file)) {
        assertThat(permissions(replacement.file().path())).isEqualTo("rw-------");
        replacement.file().writeAll(bytes("new"));
        assertThat(permissions(replacement.file().path())).isEqualTo("rw-------");
        replacement.commit();
      }
      assertThat(permissions(file)).isEqualTo("rw-r--r--");
      Path copy = Files.writeString(root.resolve("copy"), "old");
      Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-------"));
      AsyncFiles.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
      assertThat(permissions(copy)).isEqualTo("rw-------");
    });
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void a_failure_names_the_file_that_is_to_be_replaced() throws IOException {
    Path target = Path.of("/proc/self/no-such-place");
    Assumptions.assumeTrue(Files.isDirectory(target.getParent()));
    run(() ->
        assertThatThrownBy(() -> AsyncFiles.replace(target, bytes("x")))
            .isInstanceOfSatisfying(
                FileSystemException.class,
                failure -> assertThat(failure.getFile()).isEqualTo(target.toString())));
    Path full = Path.of("/dev/full");
    Assumptions.assumeTrue(Files.isWritable(full));
    run(() -> {
      try (var file =
          AsyncFile.openFor(root.resolve("meant"), full, Set.of(StandardOpenOption.WRITE))) {
        assertThatThrownBy(() -> file.writeAll(bytes("x")))
            .isInstanceOfSatisfying(
                FileSystemException.class,
                failure -> assertThat(failure.getFile()).endsWith("meant"))
            .hasMessageContaining("/dev/full");
      }
    });
  }

  private static void assertNames(Path target, ThrowingCallable act) {
    assertThatThrownBy(act)
        .isInstanceOfSatisfying(
            FileSystemException.class,
            failure -> assertThat(failure.getFile()).isEqualTo(target.toString()));
  }

  @Test
  void a_failure_of_the_last_steps_names_the_file_that_is_to_be_replaced() throws IOException {
    Path directory = Files.createDirectory(root.resolve("directory"));
    Path file = Files.writeString(root.resolve("file"), "old");
    run(() -> {
      assertNames(directory, () -> AsyncFiles.replace(directory, bytes("x")));
      try (var replacement = Replacement.open(file)) {
        Files.delete(replacement.file().path());
        assertNames(file, replacement::commit);
        assertNames(file, replacement::commitWithoutSync);
      }
    });
  }

  @Test
  void a_link_that_takes_the_place_of_the_hidden_file_changes_no_other_file() throws IOException {
    Path file = Files.writeString(root.resolve("file"), "old");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
    Path victim = Files.writeString(root.resolve("victim"), "mine");
    Files.setPosixFilePermissions(victim, PosixFilePermissions.fromString("rw-------"));
    run(() -> {
      try (var replacement = Replacement.open(file)) {
        Path hidden = replacement.file().path();
        Files.delete(hidden);
        Files.createSymbolicLink(hidden, victim);
        replacement.widen();
      }
    });
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(victim)))
        .isEqualTo("rw-------");
  }

  @Test
  void a_private_source_is_never_readable_in_the_place_of_a_public_file() throws IOException {
    Path secret = Files.writeString(root.resolve("secret"), "secret");
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
    Path open = Files.writeString(root.resolve("open"), "old");
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
    run(() ->
        AsyncFiles.copy(
            secret, open, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES));
    assertThat(Files.readString(open)).isEqualTo("secret");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(open)))
        .isEqualTo("rw-------");
  }

  @Test
  void a_name_of_the_greatest_length_can_be_replaced() throws IOException {
    Path file = Files.writeString(root.resolve("n".repeat(255)), "old");
    replace(file);
    assertThat(Files.readString(file)).isEqualTo("new");
  }

  @Test
  void a_file_in_a_directory_that_may_not_be_listed_can_be_replaced() throws IOException {
    Path directory = Files.createDirectory(root.resolve("drop"));
    Path file = Files.writeString(directory.resolve("file"), "old");
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("-wx------"));
    try {
      Assumptions.assumeFalse(Files.isReadable(directory), "root may do everything");
      replace(file);
      assertThat(file).hasContent("new");
    } finally {
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    }
    assertThat(Tree.of(root)).containsExactly("drop/", "drop/file=new");
  }

  private static void replace(Path file) throws IOException {
    run(() -> {
      try (var replacement = Replacement.open(file)) {
        replacement.file().writeAll(bytes("new"));
        replacement.commit();
      }
    });
  }

  @Test
  void a_link_is_replaced_wherever_it_leads() throws IOException {
    Path loop = Files.createSymbolicLink(root.resolve("loop"), Path.of("loop"));
    Path toDirectory = Files.createSymbolicLink(root.resolve("to"), Path.of("."));
    for (Path link : new Path[] {loop, toDirectory}) {
      replace(link);
      assertThat(Files.isRegularFile(link, LinkOption.NOFOLLOW_LINKS)).isTrue();
      assertThat(link).hasContent("new");
      assertThat(Files.isExecutable(link)).isFalse();
    }
  }
}
