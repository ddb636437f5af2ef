package dev.gonzo.file;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Lists and trees. */
class DirectoriesTest {
  @TempDir private Path root = Path.of("");

  private List<String> walk(int depth, FileVisitOption... options) {
    var met = new ArrayList<String>();
    try (var entries = Directories.walk(root, depth, OnUnreadable.FAILS, options)) {
      for (FileEntry entry : entries) {
        met.add(entry.depth() + " " + root.relativize(entry.path()));
      }
    }
    return met;
  }

  @Test
  void a_list_has_each_entry_once_also_where_it_takes_several_pages() throws IOException {
    var names = new ArrayList<String>();
    for (int i = 0; i < 3 * Descent.PAGE + 1; i++) {
      names.add("f" + i);
    }
    Tree.make(root, names.toArray(new String[0]));
    run(() -> {
      var found = new ArrayList<String>();
      for (Path path : Directories.list(root)) {
        found.add(path.getFileName().toString());
      }
      assertThat(found).containsExactlyInAnyOrderElementsOf(names);
    });
  }

  @Test
  void a_walk_comes_by_a_directory_before_what_is_in_it() throws IOException {
    Tree.make(root, "a/b/c", "a/b/d/", "e");
    run(() -> {
      List<String> met = walk(Integer.MAX_VALUE);
      assertThat(met).containsExactlyInAnyOrder("0 ", "1 a", "2 a/b", "3 a/b/c", "3 a/b/d", "1 e");
      assertThat(met).containsSubsequence("0 ", "1 a", "2 a/b", "3 a/b/c");
      assertThat(walk(1)).containsExactlyInAnyOrder("0 ", "1 a", "1 e");
      assertThat(walk(0)).containsExactly("0 ");
      assertThatThrownBy(() -> walk(-1)).isInstanceOf(IllegalArgumentException.class);
    });
  }

  @Test
  void a_walk_follows_links_only_if_it_was_told_to_and_never_round_and_round() throws IOException {
    Tree.make(root, "a/b/c", "elsewhere/file");
    Files.createSymbolicLink(root.resolve("a/link"), root.resolve("elsewhere"));
    run(() -> {
      assertThat(walk(9)).contains("2 a/link").doesNotContain("3 a/link/file");
      assertThat(walk(9, FileVisitOption.FOLLOW_LINKS)).contains("3 a/link/file");
      Files.createSymbolicLink(root.resolve("a/b/up"), root.resolve("a"));
      assertThatThrownBy(() -> walk(9, FileVisitOption.FOLLOW_LINKS))
          .isInstanceOf(FileSystemLoopException.class);
    });
  }

  @Test
  void a_walk_that_starts_at_a_link_to_nowhere_has_the_link_as_that_of_the_jdk()
      throws IOException {
    for (String target : List.of("nowhere", "link")) {
      Path link = Files.createSymbolicLink(root.resolve("link"), Path.of(target));
      run(() -> {
        try (var expected = Files.walk(link, FileVisitOption.FOLLOW_LINKS);
            var entries = Directories.walk(link, FileVisitOption.FOLLOW_LINKS)) {
          assertThat(entries)
              .extracting(FileEntry::path)
              .containsExactlyElementsOf(expected.toList())
              .containsExactly(link);
        }
        assertThat(Directories.walk(link, FileVisitOption.FOLLOW_LINKS))
            .allMatch(entry -> entry.attributes().isSymbolicLink());
      });
      Files.delete(link);
    }
    Path none = root.resolve("none");
    run(() ->
        assertThatThrownBy(
                () -> Directories.walk(none, FileVisitOption.FOLLOW_LINKS).iterator().next())
            .isInstanceOf(NoSuchFileException.class));
  }

  @Test
  void what_cannot_be_read_ends_the_walk_or_is_passed_over() throws IOException {
    Tree.make(root, "a/file", "b/file");
    run(() -> {
      var unreadable = new ArrayList<Path>();
      try (var entries = Directories.walk(root, 9, (path, _) -> unreadable.add(path))) {
        for (FileEntry entry : entries) {
          if (entry.path().endsWith("a")) {
            Directories.deleteTree(entry.path()); // before the walk goes into it
          }
        }
      }
      assertThat(unreadable).containsExactly(root.resolve("a"));
      assertThatThrownBy(
              () -> {
                for (FileEntry entry : Directories.walk(root)) {
                  if (entry.path().endsWith("b")) {
                    Directories.deleteTree(entry.path());
                  }
                }
              })
          .isInstanceOf(NoSuchFileException.class);
    });
  }

  @Tag("realTime")
  @Test
  void a_walk_that_is_left_leaves_no_directory_open() throws IOException {
    Path descriptors = Path.of("/proc/self/fd");
    org.junit.jupiter.api.Assumptions.assumeTrue(Files.exists(descriptors));
    Tree.make(root, "a/b/c/d", "a/b/c/e");
    run(() -> {
      for (int i = 0; i < 20; i++) {
        try (var entries = Directories.walk(root)) {
          for (FileEntry entry : entries) {
            if (entry.depth() == 4) {
              break;
            }
          }
        }
      }
      // The close reaches the system shortly afterwards.
      for (int tries = 0; tries < 1_000 && !openBelow(descriptors).isEmpty(); tries++) {
        sleep(Duration.ofMillis(1));
      }
      assertThat(openBelow(descriptors)).isEmpty();
    });
  }

  private List<String> openBelow(Path descriptors) throws IOException {
    try (var open = Files.list(descriptors)) {
      return open.map(Tree::linkOrNothing)
          .filter(path -> path.startsWith(root.toString()))
          .toList();
    }
  }

  @Test
  void a_tree_is_copied_with_its_links_and_attributes() throws IOException {
    Tree.make(root, "from/a/b", "from/c/", "from/d");
    Files.createSymbolicLink(root.resolve("from/link"), Path.of("nowhere"));
    run(() -> {
      Path from = root.resolve("from");
      Path to = root.resolve("to");
      Directories.copyTree(from, to, StandardCopyOption.COPY_ATTRIBUTES);
      assertThat(Tree.of(to)).isEqualTo(Tree.of(from));
      assertThat(Files.getLastModifiedTime(to.resolve("d")))
          .isEqualTo(Files.getLastModifiedTime(from.resolve("d")));
      assertThatThrownBy(() -> Directories.copyTree(from, to))
          .isInstanceOf(FileAlreadyExistsException.class);
      Files.writeString(from.resolve("d"), "new");
      Directories.copyTree(from, to, StandardCopyOption.REPLACE_EXISTING);
      assertThat(Tree.of(to)).isEqualTo(Tree.of(from)).contains("d=new");
      assertThatThrownBy(() -> Directories.copyTree(from, from.resolve("a/copy")))
          .isInstanceOf(IllegalArgumentException.class);
    });
  }

  @Test
  void directories_that_cannot_be_written_are_copied_with_their_entries_and_times()
      throws IOException {
    Tree.make(root, "from/a/b/c", "from/d");
    Path from = root.resolve("from");
    var readOnly = PosixFilePermissions.fromString("r-xr-x---");
    var time = FileTime.from(Instant.parse("2001-02-03T04:05:06Z"));
    for (String name : List.of("a/b", "a", "")) {
      Files.setPosixFilePermissions(from.resolve(name), readOnly);
      Files.setLastModifiedTime(from.resolve(name), time);
    }
    run(() -> {
      Path same = root.resolve("same");
      Path plain = root.resolve("plain");
      Directories.copyTree(from, same, StandardCopyOption.COPY_ATTRIBUTES);
      Directories.copyTree(from, plain);
      for (Path copy : List.of(same, plain)) {
        assertThat(Tree.of(copy)).isEqualTo(Tree.of(from));
        for (String name : List.of("a/b", "a", "")) {
          assertThat(Files.getPosixFilePermissions(copy.resolve(name)))
              .isSubsetOf(readOnly) // fewer if the umask forbids more
              .contains(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_EXECUTE);
        }
      }
      for (String name : List.of("a/b", "a", "")) {
        assertThat(Files.getLastModifiedTime(same.resolve(name))).isEqualTo(time);
      }
    });
    // Or JUnit could not delete them.
    try (var paths = Files.walk(root)) {
      for (Path path : (Iterable<Path>) paths.filter(Files::isDirectory)::iterator) {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
      }
    }
  }

  @Test
  @Tag("realTime")
  @Timeout(120) // a copy that opened the FIFO would wait for its other end
  void a_tree_with_a_fifo_is_not_copied_and_says_so() throws Exception {
    Tree.make(root, "from/a");
    Path fifo = root.resolve("from/fifo");
    assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();
    run(() ->
        assertThatThrownBy(() -> Directories.copyTree(root.resolve("from"), root.resolve("to")))
            .isInstanceOf(FileSystemException.class)
            .hasMessageContaining(fifo.toString())
            .hasMessageContaining("a FIFO, a socket or a device cannot be copied"));
  }

  @Test
  void a_tree_is_removed_and_what_its_links_lead_to_is_not() throws IOException {
    Tree.make(root, "tree/a/b/c", "tree/d", "safe/file");
    Files.createSymbolicLink(root.resolve("tree/a/link"), root.resolve("safe"));
    run(() -> {
      Directories.deleteTree(root.resolve("tree"));
      assertThat(Tree.of(root)).containsExactly("safe/", "safe/file=safe/file");
      Directories.deleteTree(root.resolve("safe/file"));
      assertThat(Tree.of(root)).containsExactly("safe/");
      assertThatThrownBy(() -> Directories.deleteTree(root.resolve("tree")))
          .isInstanceOf(NoSuchFileException.class);
    });
  }

  @Test
  void a_failure_shows_the_place_that_asked() {
    run(() ->
        assertThatThrownBy(() -> AsyncFile.open(root.resolve("nothing")))
            .isNotInstanceOf(AccessDeniedException.class)
            .satisfies(failure ->
                assertThat(failure.getStackTrace())
                    .anyMatch(frame -> frame.getClassName().equals(getClass().getName()))));
  }
}
