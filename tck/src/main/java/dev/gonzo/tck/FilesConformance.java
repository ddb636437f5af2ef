package dev.gonzo.tck;

import static dev.gonzo.Gonzo.spawn;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.gonzo.Coroutine;
import dev.gonzo.Task;
import dev.gonzo.file.AsyncFile;
import dev.gonzo.file.AsyncFiles;
import dev.gonzo.file.Directories;
import dev.gonzo.file.FileLock;
import dev.gonzo.trap.FileTrap;
import dev.gonzo.trap.FileTrap.AbsolutePath;
import dev.gonzo.trap.FileTrap.CloseFile;
import dev.gonzo.trap.FileTrap.DirectoryEntry;
import dev.gonzo.trap.FileTrap.LockFile;
import dev.gonzo.trap.FileTrap.OpenDirectory;
import dev.gonzo.trap.FileTrap.OpenFile;
import dev.gonzo.trap.FileTrap.ReadAt;
import dev.gonzo.trap.FileTrap.ReadDirectory;
import dev.gonzo.trap.FileTrap.ReadNamedAttributes;
import dev.gonzo.trap.FileTrap.SizeOfFile;
import dev.gonzo.trap.FileTrap.UnlockFile;
import dev.gonzo.trap.FileTrap.WriteAt;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.Trap;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Chapter 7, "Files": reading and writing, and operations on paths. */
public abstract class FilesConformance extends Conformance {
  /** Creates the chapter. */
  protected FilesConformance() {
    super(FileTrap.class);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static Handle open(Path path, OpenOption... options) throws IOException {
    return Coroutine.trap(new OpenFile(path, Set.of(options), List.of()));
  }

  private static void close(Handle handle) {
    Trap<@Nullable Void> close = new CloseFile(handle);
    Coroutine.trap(close);
  }

  private static String read(AsyncFile file) throws IOException {
    var buffer = new byte[100];
    int count = file.read(buffer);
    return count < 0 ? "the end" : new String(buffer, 0, count, UTF_8);
  }

  // ---------------------------------------------------------------- bytes

  @Test
  @Specified("7.27")
  void a_path_becomes_absolute_by_a_trap() throws IOException {
    run(() -> {
      Path relative = Path.of("no such directory", "..", "no such file");
      Path absolute = peers().process().workingDirectory().resolve(relative);
      assertThat(Coroutine.trap(new AbsolutePath(relative))).isEqualTo(absolute);
      assertThat(Coroutine.trap(new AbsolutePath(absolute))).isEqualTo(absolute);
    });
  }

  @Test
  @Specified({"7.5", "7.6"})
  void what_is_written_is_read_and_the_position_moves_by_it() throws IOException {
    run(() -> {
      try (var file = AsyncFile.open(path("a"), CREATE_NEW, READ, WRITE)) {
        file.writeAll(bytes("hello, file"));
        assertThat(file.position()).isEqualTo(11);
        assertThat(read(file)).isEqualTo("the end");
        assertThat(file.position()).isEqualTo(11);
        assertThat(read(file.position(7))).isEqualTo("file");
        assertThat(file.position()).isEqualTo(11);
        assertThat(file.size()).isEqualTo(11);
      }
      assertThat(files().readString(path("a"))).isEqualTo("hello, file");
    });
  }

  @Test
  @Specified("7.5")
  void a_read_fills_only_the_part_that_it_was_given() throws IOException {
    files().writeString(path("a"), "abcdef");
    run(() -> {
      try (var file = AsyncFile.open(path("a"))) {
        var buffer = bytes("........");
        assertThat(file.read(buffer, 2, 3)).isEqualTo(3);
        assertThat(new String(buffer, UTF_8)).isEqualTo("..abc...");
        assertThat(file.readAt(1, buffer, 7, 1)).isEqualTo(1);
        assertThat(new String(buffer, UTF_8)).isEqualTo("..abc..b");
        assertThat(file.read(buffer, 0, 0)).isZero();
        assertThatThrownBy(() -> file.read(buffer, 5, 4))
            .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> file.readAt(-1, buffer, 0, 1))
            .isInstanceOf(IllegalArgumentException.class);
      }
    });
  }

  @Test
  @Specified({"7.5", "7.6"})
  void megabytes_come_back_as_they_went() throws IOException {
    var written = new byte[3_000_001];
    new Random(7).nextBytes(written);
    run(() -> {
      assertThat(AsyncFiles.write(path("large"), written)).isEqualTo(path("large"));
      assertThat(AsyncFiles.readAllBytes(path("large"))).isEqualTo(written);
      assertThatThrownBy(() -> AsyncFiles.readAllBytes(path("large"), 3_000_000))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("3000000");
    });
    assertThat(files().readAllBytes(path("large"))).isEqualTo(written);
  }

  @Test
  @Specified({"7.5", "7.9"})
  void a_file_without_a_size_is_read_to_its_end() throws IOException {
    Path status = Path.of("/proc/self/status");
    Assumptions.assumeTrue(files().exists(status), "this system has no such file");
    run(() -> assertThat(AsyncFiles.readString(status)).contains("Name:\t").contains("VmPeak:"));
  }

  @Test
  @Specified("7.6")
  void a_gap_that_is_jumped_over_is_zeros() throws IOException {
    run(() -> {
      try (var file = AsyncFile.open(path("gap"), CREATE_NEW, WRITE)) {
        assertThat(file.writeAt(3, bytes("x"), 0, 1)).isEqualTo(1);
        assertThat(file.position()).isZero();
      }
    });
    assertThat(files().readAllBytes(path("gap"))).containsExactly(0, 0, 0, 'x');
  }

  @Test
  @Specified("7.6")
  void a_file_opened_to_append_is_written_at_its_end_wherever_that_is_by_then() throws IOException {
    files().writeString(path("log"), "one ");
    run(() -> {
      try (var file = AsyncFile.open(path("log"), APPEND)) {
        file.writeAll(bytes("two "));
        files().writeString(path("log"), "three ", APPEND);
        assertThat(file.writeAt(0, bytes("four"), 0, 4)).isEqualTo(4);
      }
    });
    assertThat(files().readString(path("log"))).isEqualTo("one two three four");
  }

  @Test
  @Specified({"7.7", "7.8", "7.9"})
  void truncating_cuts_and_never_extends() throws IOException {
    files().writeString(path("a"), "abcdef");
    run(() -> {
      try (var file = AsyncFile.open(path("a"), READ, WRITE).position(6)) {
        file.truncate(10);
        assertThat(file.size()).isEqualTo(6);
        file.truncate(2);
        assertThat(file.position()).isEqualTo(2);
        file.sync();
        file.syncData();
        assertThat(read(file.position(0))).isEqualTo("ab");
      }
    });
  }

  @Test
  @Specified("7.4")
  void options_say_what_becomes_of_a_file_that_is_there() throws IOException {
    files().writeString(path("there"), "old");
    run(() -> {
      assertThatThrownBy(() -> AsyncFile.open(path("not there")))
          .isInstanceOf(NoSuchFileException.class)
          .hasMessageContaining("not there");
      assertThatThrownBy(() -> AsyncFile.open(path("not there"), WRITE))
          .isInstanceOf(NoSuchFileException.class);
      assertThatThrownBy(() -> AsyncFile.open(path("there"), CREATE_NEW, WRITE))
          .isInstanceOf(FileAlreadyExistsException.class);
      AsyncFile.open(path("there"), CREATE, WRITE).close();
      assertThat(files().readString(path("there"))).isEqualTo("old");
      AsyncFile.open(path("there"), TRUNCATE_EXISTING, WRITE).close();
      assertThat(files().readString(path("there"))).isEmpty();
      assertThatThrownBy(() -> AsyncFile.open(path("there"), READ, APPEND))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> AsyncFile.open(path("not there/below")))
          .isInstanceOf(NoSuchFileException.class);
      assertThatThrownBy(() -> AsyncFile.open(path("there/below"))).isInstanceOf(IOException.class);
    });
  }

  @Test
  @Specified("7.4")
  void a_file_is_created_with_the_permissions_that_it_was_given() throws IOException {
    var owners = PosixFilePermissions.fromString("rw-------");
    run(() -> {
      AsyncFile.open(
              path("mine"), Set.of(CREATE_NEW, WRITE), PosixFilePermissions.asFileAttribute(owners))
          .close();
      assertThat(AsyncFiles.getPosixFilePermissions(path("mine"))).isEqualTo(owners);
    });
  }

  @Test
  @Specified({"7.5", "7.6"})
  void reading_what_was_opened_to_write_fails_and_the_other_way_round() throws IOException {
    files().writeString(path("a"), "x");
    run(() -> {
      Handle reads = open(path("a"), READ);
      Handle writes = open(path("a"), WRITE);
      assertThatThrownBy(() -> Coroutine.trap(new WriteAt(reads, 0, new byte[1], 0, 1)))
          .isInstanceOfAny(IOException.class, java.nio.channels.NonWritableChannelException.class);
      assertThatThrownBy(() -> Coroutine.trap(new ReadAt(writes, 0, new byte[1], 0, 1)))
          .isInstanceOfAny(IOException.class, java.nio.channels.NonReadableChannelException.class);
      close(reads);
      close(writes);
    });
  }

  @Test
  @Specified({"7.4", "7.5"})
  void a_directory_is_not_read_as_a_file() throws IOException {
    run(() -> {
      Handle handle = open(peers().directory(), READ);
      assertThatThrownBy(() -> Coroutine.trap(new ReadAt(handle, 0, new byte[1], 0, 1)))
          .isInstanceOf(IOException.class);
      close(handle);
      assertThatThrownBy(() -> open(peers().directory(), WRITE)).isInstanceOf(IOException.class);
    });
  }

  // ---------------------------------------------------------------- handles

  @Test
  @Specified({"7.1", "7.12"})
  void what_is_closed_answers_so_and_is_closed_twice_without_harm() throws IOException {
    files().writeString(path("a"), "x");
    run(() -> {
      Handle file = open(path("a"), READ);
      Handle listing = Coroutine.trap(new OpenDirectory(peers().directory()));
      for (int i = 0; i < 2; i++) {
        close(file);
        close(listing);
      }
      assertThatThrownBy(() -> Coroutine.trap(new ReadAt(file, 0, new byte[1], 0, 1)))
          .isInstanceOf(ClosedChannelException.class);
      assertThatThrownBy(() -> Coroutine.trap(new SizeOfFile(file)))
          .isInstanceOf(ClosedChannelException.class);
      assertThatThrownBy(() -> Coroutine.trap(new ReadDirectory(listing, 1, false)))
          .isInstanceOf(ClosedChannelException.class);
    });
  }

  @Test
  @Specified({"1.2", "7.1"})
  void handles_of_another_kernel_and_of_another_kind_are_refused() throws IOException {
    files().writeString(path("a"), "x");
    Handle old = run(() -> open(path("a"), READ));
    run(() -> {
      assertThatThrownBy(() -> Coroutine.trap(new SizeOfFile(old)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("another kernel");
      Handle listing = Coroutine.trap(new OpenDirectory(peers().directory()));
      assertThatThrownBy(() -> Coroutine.trap(new ReadAt(listing, 0, new byte[1], 0, 1)))
          .isInstanceOf(IllegalArgumentException.class);
      Handle file = open(path("a"), READ);
      assertThatThrownBy(() -> Coroutine.trap(new ReadDirectory(file, 1, false)))
          .isInstanceOf(IllegalArgumentException.class);
    });
  }

  @Test
  @Specified({"7.4", "7.12"})
  void ten_thousand_files_that_are_opened_and_closed_leave_none_open() throws IOException {
    files().writeString(path("a"), "x");
    int before = openDescriptors();
    run(() -> {
      for (int i = 0; i < 10_000; i++) {
        try (var file = AsyncFile.open(path("a"))) {
          assertThat(file.read(new byte[1])).isEqualTo(1);
        }
      }
    });
    assertThat(openDescriptors()).isLessThan(before + 20);
  }

  /** How many descriptors the process has open; the test is skipped if they are not shown. */
  private int openDescriptors() {
    Optional<List<String>> descriptors = peers().process().descriptors();
    Assumptions.assumeTrue(descriptors.isPresent(), "the system shows no descriptors");
    return descriptors.orElseThrow().size();
  }

  @Test
  @Specified({"2.5", "7.1"})
  void what_a_run_leaves_open_is_closed_at_its_end() throws IOException {
    files().writeString(path("a"), "x");
    int before = openDescriptors();
    run(() -> {
      for (int i = 0; i < 100; i++) {
        Object _ = open(path("a"), READ);
      }
      assertThat(openDescriptors()).isGreaterThanOrEqualTo(before + 100);
    });
    assertThat(openDescriptors()).isLessThan(before + 50);
  }

  // ---------------------------------------------------------------- names

  @Test
  @Specified({"7.13", "7.14"})
  void a_directory_is_read_in_pages_and_then_is_at_its_end() throws IOException {
    var names = new HashSet<String>();
    for (int i = 0; i < 25; i++) {
      names.add("file" + i);
      files().writeString(path("file" + i), "");
    }
    run(() -> {
      Handle listing = Coroutine.trap(new OpenDirectory(peers().directory()));
      var sizes = new ArrayList<Integer>();
      var found = new HashSet<String>();
      List<DirectoryEntry> page;
      do {
        page = Coroutine.trap(new ReadDirectory(listing, 10, sizes.size() == 1));
        sizes.add(page.size());
        page.forEach(entry -> found.add(entry.path().getFileName().toString()));
        for (DirectoryEntry entry : page) {
          assertThat(entry.path().getParent()).isEqualTo(peers().directory());
          assertThat(entry.attributes().isPresent()).isEqualTo(sizes.size() == 2);
        }
      } while (!page.isEmpty());
      assertThat(sizes).containsExactly(10, 10, 5, 0);
      assertThat(found).isEqualTo(names);
      assertThat(Coroutine.trap(new ReadDirectory(listing, 10, false))).isEmpty();
      close(listing);
    });
  }

  @Test
  @Specified({"7.17", "7.21"})
  void directories_are_made_and_removed_when_they_are_empty() throws IOException {
    run(() -> {
      assertThatThrownBy(() -> Directories.createDirectory(path("a/b")))
          .isInstanceOf(NoSuchFileException.class);
      for (int i = 0; i < 2; i++) {
        assertThat(Directories.createDirectories(path("a/b/c"))).isEqualTo(path("a/b/c"));
        assertThat(files().isDirectory(path("a/b/c"))).isTrue();
      }
      assertThatThrownBy(() -> Directories.createDirectory(path("a")))
          .isInstanceOf(FileAlreadyExistsException.class);
      assertThatThrownBy(() -> AsyncFiles.delete(path("a")))
          .isInstanceOf(DirectoryNotEmptyException.class);
      AsyncFiles.delete(path("a/b/c"));
      assertThat(files().exists(path("a/b/c"))).isFalse();
      assertThat(AsyncFiles.deleteIfExists(path("a/b/c"))).isFalse();
      AsyncFiles.createFile(path("file"));
      assertThatThrownBy(() -> Directories.createDirectories(path("file")))
          .isInstanceOf(FileAlreadyExistsException.class);
      assertThatThrownBy(() -> Coroutine.trap(new OpenDirectory(path("file"))))
          .isInstanceOf(NotDirectoryException.class);
      assertThatThrownBy(() -> Coroutine.trap(new OpenDirectory(path("nothing"))))
          .isInstanceOf(NoSuchFileException.class);
    });
  }

  @Test
  @Specified("7.22")
  void renaming_replaces_only_when_it_was_told_to() throws IOException {
    files().writeString(path("a"), "a");
    files().writeString(path("b"), "b");
    run(() -> {
      assertThatThrownBy(() -> AsyncFiles.move(path("a"), path("b")))
          .isInstanceOf(FileAlreadyExistsException.class);
      assertThat(files().readString(path("b"))).isEqualTo("b");
      AsyncFiles.move(path("a"), path("b"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      assertThat(files().exists(path("a"))).isFalse();
      assertThat(files().readString(path("b"))).isEqualTo("a");
      AsyncFiles.move(path("b"), path("c"));
      assertThat(files().readString(path("c"))).isEqualTo("a");
      assertThatThrownBy(() -> AsyncFiles.move(path("b"), path("d")))
          .isInstanceOf(NoSuchFileException.class);
    });
  }

  @Test
  @Specified({"7.19", "7.20"})
  void links_lead_where_they_were_told_to() throws IOException {
    files().writeString(path("file"), "content");
    run(() -> {
      AsyncFiles.createSymbolicLink(path("soft"), Path.of("file"));
      AsyncFiles.createSymbolicLink(path("nowhere"), Path.of("not there"));
      AsyncFiles.createLink(path("hard"), path("file"));
      assertThat(AsyncFiles.readSymbolicLink(path("soft"))).isEqualTo(Path.of("file"));
      assertThatThrownBy(() -> AsyncFiles.readSymbolicLink(path("hard")))
          .isInstanceOf(NotLinkException.class);
      assertThat(AsyncFiles.isSameFile(path("hard"), path("soft"))).isTrue();
      assertThat(AsyncFiles.isSymbolicLink(path("soft"))).isTrue();
      assertThat(AsyncFiles.isRegularFile(path("soft"))).isTrue();
      assertThat(AsyncFiles.isRegularFile(path("soft"), LinkOption.NOFOLLOW_LINKS)).isFalse();
      assertThat(AsyncFiles.exists(path("nowhere"))).isFalse();
      assertThat(AsyncFiles.exists(path("nowhere"), LinkOption.NOFOLLOW_LINKS)).isTrue();
      assertThatThrownBy(() -> AsyncFiles.createLink(path("soft"), path("file")))
          .isInstanceOf(FileAlreadyExistsException.class);
      AsyncFiles.delete(path("soft"));
      assertThat(files().readString(path("hard"))).isEqualTo("content");
    });
  }

  @Test
  @Specified({"7.15", "7.16"})
  void attributes_are_told_and_set() throws IOException {
    files().writeString(path("a"), "abc");
    var time = FileTime.fromMillis(1_000_000_000_000L);
    run(() -> {
      AsyncFiles.setLastModifiedTime(path("a"), time);
      AsyncFiles.setPosixFilePermissions(path("a"), PosixFilePermissions.fromString("r--r-----"));
      var attributes = AsyncFiles.readAttributes(path("a"), PosixFileAttributes.class);
      assertThat(attributes.size()).isEqualTo(3);
      assertThat(attributes.lastModifiedTime()).isEqualTo(time);
      assertThat(PosixFilePermissions.toString(attributes.permissions())).isEqualTo("r--r-----");
      assertThat(attributes.owner()).isEqualTo(files().attributes(path("a")).orElseThrow().owner());
      assertThat(AsyncFiles.size(path("a"))).isEqualTo(3);
      assertThatThrownBy(
              () -> AsyncFiles.readAttributes(path("nothing"), BasicFileAttributes.class))
          .isInstanceOf(NoSuchFileException.class);
      assertThatThrownBy(() -> AsyncFiles.setAttribute(path("a"), "no such attribute", 1))
          .isInstanceOf(IllegalArgumentException.class);
    });
  }

  @Test
  @Specified("7.31")
  void attributes_are_read_by_their_names() throws IOException {
    files().writeString(path("a"), "abc");
    files().createSymbolicLink(path("link"), Path.of("a"));
    run(() -> {
      Path file = path("a");
      AsyncFiles.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r-----"));
      assertThat(named(file, "size,isOther", true))
          .containsOnly(entry("size", 3L), entry("isOther", false));
      assertThat(named(file, "posix:permissions", true))
          .containsOnly(entry("permissions", PosixFilePermissions.fromString("r--r-----")));
      assertThat(named(file, "unix:mode", true)).containsOnly(entry("mode", 0100440));
      assertThat(named(path("link"), "unix:mode", true)).containsOnly(entry("mode", 0100440));
      assertThat(named(path("link"), "unix:mode", false))
          .hasEntrySatisfying("mode", mode -> assertThat((int) mode & 0170000).isEqualTo(0120000));
      assertThat(named(file, "*", true)).containsKeys("lastModifiedTime", "isDirectory", "fileKey");
      assertThatThrownBy(() -> named(path("nothing"), "size", true))
          .isInstanceOf(NoSuchFileException.class);
      assertThatThrownBy(() -> named(file, "no such view:size", true))
          .isInstanceOf(UnsupportedOperationException.class);
      assertThatThrownBy(() -> named(file, "no such name", true))
          .isInstanceOf(IllegalArgumentException.class);
    });
  }

  private static Map<String, Object> named(Path path, String names, boolean followLinks)
      throws IOException {
    return Coroutine.trap(new ReadNamedAttributes(path, names, followLinks));
  }

  @Test
  @Specified({"7.16", "7.31"})
  void a_copy_with_its_attributes_is_like_the_file() throws IOException {
    files().writeString(path("a"), "abc");
    var time = FileTime.fromMillis(1_000_000_000_000L);
    run(() -> {
      AsyncFiles.setAttribute(path("a"), "unix:mode", 0751);
      AsyncFiles.setLastModifiedTime(path("a"), time);
      AsyncFiles.copy(path("a"), path("copy"), StandardCopyOption.COPY_ATTRIBUTES);
      assertThat(files().readString(path("copy"))).isEqualTo("abc");
      assertThat(named(path("copy"), "unix:mode", true)).containsOnly(entry("mode", 0100751));
      assertThat(AsyncFiles.getLastModifiedTime(path("copy"))).isEqualTo(time);
    });
  }

  @Test
  @Specified("7.18")
  void temporary_files_are_new_and_the_owners() throws IOException {
    run(() -> {
      Path directory = peers().directory();
      Path first = AsyncFiles.createTempFile(directory, "pre", ".suf");
      Path second = AsyncFiles.createTempFile(directory, "pre", ".suf");
      assertThat(files().readString(first)).isEmpty();
      assertThat(first).isNotEqualTo(second);
      assertThat(first.getParent()).isEqualTo(directory);
      assertThat(first.getFileName().toString()).startsWith("pre").endsWith(".suf");
      assertThat(PosixFilePermissions.toString(AsyncFiles.getPosixFilePermissions(first)))
          .isEqualTo("rw-------");
      assertThat(files().isDirectory(Directories.createTempDirectory(directory, "dir"))).isTrue();
    });
  }

  // ---------------------------------------------------------------- locks

  @Test
  @Specified({"7.10", "7.11"})
  void a_lock_excludes_those_that_overlap_it_until_it_is_given_back() throws IOException {
    files().writeString(path("a"), "x");
    run(() -> {
      Handle one = open(path("a"), READ, WRITE);
      Handle other = open(path("a"), READ, WRITE);
      assertThat(Coroutine.trap(new LockFile(one, 0, 10, false))).isTrue();
      assertThat(Coroutine.trap(new LockFile(other, 5, 10, false))).isFalse();
      assertThat(Coroutine.trap(new LockFile(other, 5, 10, true))).isFalse();
      assertThat(Coroutine.trap(new LockFile(other, 10, 10, false))).isTrue();
      Coroutine.trap(new UnlockFile(one, 0, 10));
      assertThat(Coroutine.trap(new LockFile(other, 0, 10, true))).isTrue();
      close(one);
      close(other);
    });
  }

  @Test
  @Specified({"7.10", "7.11"})
  void who_waits_for_a_lock_has_it_when_it_is_given_back() throws IOException {
    run(() -> {
      try (var mine = AsyncFile.open(path("a"), CREATE_NEW, WRITE);
          var theirs = AsyncFile.open(path("a"), WRITE)) {
        var order = new ArrayList<String>();
        Task<?> waiter;
        try (var lock = mine.lock()) {
          assertThat(lock.isShared()).isFalse();
          assertThat(theirs.tryLock(0, 1, false)).isEmpty();
          waiter =
              spawn(() -> {
                try (var _ = theirs.lock()) {
                  order.add("theirs");
                }
              });
          Connection.untilSuspended(waiter);
          order.add("mine");
        }
        Object _ = waiter.join();
        assertThat(order).containsExactly("mine", "theirs");
      }
    });
  }

  @Test
  @Specified("7.10")
  void a_task_that_would_wait_for_a_lock_of_its_own_is_refused() throws IOException {
    files().writeString(path("b"), "another");
    run(() -> {
      try (var file = AsyncFile.open(path("a"), CREATE_NEW, READ, WRITE);
          var again = AsyncFile.open(path("a"), READ, WRITE);
          var other = AsyncFile.open(path("b"), READ, WRITE)) {
        FileLock held = file.lock(10, 10, false);
        for (AsyncFile same : List.of(file, again)) {
          for (boolean shared : new boolean[] {false, true}) {
            assertThatThrownBy(() -> same.lock(19, Long.MAX_VALUE, shared))
                .isInstanceOf(OverlappingFileLockException.class)
                .cause()
                .hasMessageContaining("task main holds the lock on " + path("a"))
                .hasMessageContaining("close that one first");
            assertThat(same.tryLock(0, 11, shared)).isEmpty();
          }
          same.lock(0, 10, false).close(); // beside it
          same.lock(20, 10, true).close();
        }
        other.lock(10, 10, false).close();
        // The file counts, and not its name, which now means another file.
        files().move(path("a"), path("c"));
        files().move(path("b"), path("a"));
        try (var renamed = AsyncFile.open(path("c"), WRITE)) {
          assertThatThrownBy(() -> renamed.lock(10, 1, false))
              .isInstanceOf(OverlappingFileLockException.class);
        }
        // Another task waits, and gets the lock when this one releases it.
        Task<?> waiter = spawn(() -> file.lock(10, 10, false).close());
        Connection.untilSuspended(waiter);
        assertThat(waiter.outcome()).isEmpty();
        held.close();
        Object _ = waiter.join();
        file.lock(10, 10, true).close();
      }
    });
  }

  @Test
  @Specified("7.10")
  void a_task_may_share_a_lock_with_itself_by_two_handles() throws IOException {
    run(() -> {
      try (var file = AsyncFile.open(path("a"), CREATE_NEW, READ, WRITE);
          var again = AsyncFile.open(path("a"), READ, WRITE);
          var _ = file.lock(0, 10, true);
          var shared = again.lock(0, 10, true)) {
        assertThat(shared.isShared()).isTrue();
        assertThatThrownBy(() -> again.lock(5, 10, true))
            .isInstanceOf(OverlappingFileLockException.class);
      }
    });
  }

  @Test
  @Specified("7.10")
  void a_lock_of_size_0_is_for_all_bytes_that_follow() throws IOException {
    run(() -> {
      try (var file = AsyncFile.open(path("a"), CREATE_NEW, READ, WRITE);
          var again = AsyncFile.open(path("a"), READ, WRITE)) {
        FileLock all = file.lock(5, 0, false);
        assertThat(again.tryLock(1_000_000, 1, false)).isEmpty();
        assertThatThrownBy(() -> again.lock(5, 0, false))
            .isInstanceOf(OverlappingFileLockException.class);
        file.lock(0, 5, false).close(); // beside it
        all.close();
        again.lock(5, 0, false).close();
      }
    });
  }

  @Test
  @Specified({"7.1", "7.8"})
  void a_file_opened_for_reading_alone_is_not_truncated_to_any_size() throws IOException {
    run(() -> {
      AsyncFiles.writeString(path("a"), "content");
      // An option may be given twice, as to the JDK.
      try (var file = AsyncFile.open(path("a"), READ, READ)) {
        for (long size : new long[] {0, 7, 100}) {
          assertThatThrownBy(() -> file.truncate(size))
              .isInstanceOf(NonWritableChannelException.class);
        }
      }
    });
  }
}
