package dev.gonzo.tck;

import static dev.gonzo.Gonzo.spawn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.AsyncCallable;
import dev.gonzo.AsyncRunnable;
import dev.gonzo.Coroutine;
import dev.gonzo.Step;
import dev.gonzo.Task;
import dev.gonzo.TaskFailedException;
import dev.gonzo.file.AsyncFiles;
import dev.gonzo.file.Directories;
import dev.gonzo.file.FileEntry;
import dev.gonzo.trap.FileTrap;
import dev.gonzo.trap.FileTrap.CloseFile;
import dev.gonzo.trap.FileTrap.OpenDirectory;
import dev.gonzo.trap.FileTrap.OpenFile;
import dev.gonzo.trap.FileTrap.PathOf;
import dev.gonzo.trap.FileTrap.ReadDirectory;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.Trap;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.FileSystemException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Chapter 7, "Files": whole trees, while other programs change them. A program is driven by hand,
 * so that a change happens exactly before its first trap, its second, and so on.
 */
public abstract class TreesConformance extends Conformance {
  private static final int LEVELS = 200;
  // A copy makes many traps, so each run of the test tries some of them, beginning with any.
  private static final int COPY_STEP = 10;
  private static final String LONG_NAME = "n".repeat(100);

  /** Creates the chapter. */
  protected TreesConformance() {
    super(FileTrap.class);
  }

  @BeforeEach
  void skipWithoutDescriptors() {
    Assumptions.assumeTrue(peers().process().descriptors().isPresent(), "no descriptors");
  }

  private static void close(Handle handle) {
    Trap<@Nullable Void> close = new CloseFile(handle);
    Coroutine.trap(close);
  }

  /** Creates a file with its name as contents, and the directories above it. */
  private void file(String name) throws IOException {
    files().createDirectories(Objects.requireNonNull(path(name).getParent()));
    files().writeString(path(name), name);
  }

  private Set<String> tree(String root) throws IOException {
    var found = new TreeSet<String>();
    for (Path each : files().walk(path(root))) {
      PosixFileAttributes attributes = files().attributes(each).orElseThrow();
      String kind =
          attributes.isDirectory() ? "directory" : attributes.isSymbolicLink() ? "link" : "file";
      String mode = PosixFilePermissions.toString(attributes.permissions());
      found.add(path(root).relativize(each) + " " + kind + " " + mode);
    }
    return found;
  }

  // ---------------------------------------------------------------- one step at a time

  /** A change to a tree between two steps of a program. */
  @FunctionalInterface
  private interface Meanwhile {
    void happens() throws Exception;
  }

  /** Runs a program, with a change before its k-th trap. Returns false if it has fewer traps. */
  private static boolean drive(AsyncRunnable<Exception> body, int k, Meanwhile meanwhile)
      throws Exception {
    AsyncCallable<@Nullable Void, Exception> whole =
        () -> {
          body.run();
          return null;
        };
    return drive(Coroutine.<@Nullable Void>of(whole), k, meanwhile);
  }

  private static <T extends @Nullable Object> boolean drive(
      Coroutine<T> coroutine, int k, Meanwhile meanwhile) throws Exception {
    Step<T> step = coroutine.send(null);
    int traps = 0;
    while (step instanceof Step.Trapped<T>(var trap)) {
      if (++traps == k) {
        meanwhile.happens();
      }
      Object answer = null;
      Throwable thrown = null;
      try {
        answer = make(trap);
      } catch (Throwable throwable) {
        thrown = throwable;
      }
      step = thrown == null ? coroutine.send(answer) : coroutine.raise(thrown);
    }
    if (step instanceof Step.Threw<T>(var cause)) {
      switch (cause) {
        case Error error -> throw error;
        case Exception exception -> throw exception;
        default -> throw new AssertionError(cause);
      }
    }
    return traps >= k;
  }

  private static int anyOf(int count) {
    return ThreadLocalRandom.current().nextInt(count) + 1;
  }

  private static <R extends @Nullable Object> R make(Trap<R> trap) {
    return Coroutine.trap(trap);
  }

  private void makeTrees() throws IOException {
    for (String root : List.of("tree", "outside")) {
      for (String name : List.of("/a/b/file", "/a/b/c/file", "/a/file", "/file")) {
        file(root + name);
      }
    }
    files().writeString(path("outside/a/b/secret"), "secret");
    files().createSymbolicLink(path("tree/a/loop"), path("tree"));
  }

  /** Moves a file away and puts a link in its place that leads out of the tree. */
  private void swap(String name, String outside) throws IOException {
    if (files().exists(path(name))) {
      files().move(path(name), path("moved"));
      files().createSymbolicLink(path(name), path(outside));
    }
  }

  private void removeAll() throws IOException {
    for (Path entry : Directories.list(peers().directory())) {
      Directories.deleteTree(entry);
    }
  }

  @Test
  @Tag("slow")
  @Specified({"7.13", "7.21", "7.26"})
  void a_removal_never_leaves_its_tree_whenever_a_link_is_swapped_in() throws Exception {
    for (String which : List.of("", "/a", "/a/b", "/a/b/c", "/a/b/file")) {
      run(() -> removeWhileSwapping(which));
    }
  }

  private void removeWhileSwapping(String which) throws Exception {
    boolean more = true;
    for (int k = 1; more; k++) {
      makeTrees();
      Set<String> before = tree("outside");
      try {
        more =
            drive(
                () -> Directories.deleteTree(path("tree")),
                k,
                () -> swap("tree" + which, "outside" + which));
      } catch (FileSystemException noticed) {
        assertThat(noticed.getFile()).startsWith(path("tree").toString());
      }
      assertThat(tree("outside")).as("at trap " + k).isEqualTo(before);
      removeAll();
    }
  }

  @Test
  @Tag("slow")
  @Specified({"7.13", "7.14", "7.26"})
  void a_walk_never_leaves_its_tree_whenever_a_link_is_swapped_in() throws Exception {
    for (String which : List.of("", "/a", "/a/b", "/a/b/c", "/a/b/file")) {
      run(() -> walkWhileSwapping(which));
    }
  }

  private void walkWhileSwapping(String which) throws Exception {
    boolean more = true;
    for (int k = 1; more; k++) {
      makeTrees();
      var met = new ArrayList<Path>();
      try {
        more =
            drive(
                () -> {
                  for (FileEntry entry : Directories.walk(path("tree"))) {
                    met.add(entry.path());
                  }
                },
                k,
                () -> swap("tree" + which, "outside" + which));
      } catch (NotDirectoryException noticed) {
        assertThat(noticed.getFile()).isEqualTo(path("tree" + which).toString());
      }
      assertThat(met).as("at trap " + k).doesNotContain(path("tree/a/b/secret"));
      removeAll();
    }
  }

  @Test
  @Tag("slow")
  @Specified({"7.4", "7.13", "7.16", "7.26"})
  void a_copy_reads_and_writes_only_its_trees_whenever_a_link_is_swapped_in() throws Exception {
    for (String which :
        List.of(
            "tree", "tree/a", "tree/a/b", "tree/a/b/file", "copy/a", "copy/a/b", "copy/a/file")) {
      run(() -> copyWhileSwapping(which));
    }
  }

  private void copyWhileSwapping(String which) throws Exception {
    boolean more = true;
    for (int k = anyOf(COPY_STEP); more; k += COPY_STEP) {
      makeTrees();
      files().setPermissions(path("outside/a/file"), Set.of(PosixFilePermission.OWNER_READ));
      Set<String> before = tree("outside");
      int slash = which.indexOf('/');
      String outside = slash < 0 ? "outside" : "outside" + which.substring(slash);
      try {
        more =
            drive(
                () ->
                    Directories.copyTree(
                        path("tree"), path("copy"), StandardCopyOption.COPY_ATTRIBUTES),
                k,
                () -> swap(which, outside));
      } catch (FileSystemException noticed) {
        assertThat(noticed.getFile()).doesNotContain("/proc/");
      }
      assertThat(tree("outside")).as("at trap " + k).isEqualTo(before);
      assertThat(files().readString(path("outside/a/file"))).isEqualTo("outside/a/file");
      for (String copy : List.of("copy/a/b/file", "copy/a/file", "copy/file")) {
        if (!files().isSymbolicLink(path("copy"))
            && !files().isSymbolicLink(path("copy/a"))
            && !files().isSymbolicLink(path("copy/a/b"))
            && files().isRegularFile(path(copy))) {
          assertThat(files().readString(path(copy))).as("at trap " + k).doesNotContain("outside");
        }
      }
      removeAll();
    }
  }

  @Test
  @Specified({"4.6", "7.21", "7.26"})
  void a_removal_that_is_cancelled_anywhere_is_completed_by_another() throws Exception {
    run(() -> {
      int open = descriptors();
      var more = new ArrayList<Boolean>();
      for (int k = 1; !more.contains(false); k++) {
        makeTrees();
        int strike = k;
        try {
          spawn(
                  () -> {
                    more.add(
                        drive(
                            () -> Directories.deleteTree(path("tree")),
                            strike,
                            () -> {
                              boolean _ = Task.current().requestCancel("struck");
                            }));
                  })
              .join();
        } catch (TaskFailedException cancelled) {
          assertThat(cancelled.getCause()).isInstanceOf(dev.gonzo.Cancelled.class);
        }
        if (AsyncFiles.exists(path("tree"))) {
          Directories.deleteTree(path("tree"));
        }
        assertThat(files().exists(path("tree"))).isFalse();
        removeAll();
      }
      assertThat(descriptors()).isLessThan(open + 20);
    });
  }

  private int descriptors() {
    return peers().process().descriptors().orElseThrow().size();
  }

  // ---------------------------------------------------------------- depth

  /** Creates nested directories, deeper than a single path can name. */
  private static void makeDeep(Path root) throws IOException {
    Directories.createDirectory(root);
    Handle present = Coroutine.trap(new OpenDirectory(root, false));
    for (int level = 0; level < LEVELS; level++) {
      Path below = Coroutine.trap(new PathOf(present)).resolve(LONG_NAME);
      Directories.createDirectory(below);
      Handle next = Coroutine.trap(new OpenDirectory(below, false));
      close(present);
      present = next;
    }
    AsyncFiles.writeString(Coroutine.trap(new PathOf(present)).resolve("deepest"), "deepest");
    close(present);
  }

  private static int count(Path root) {
    int entries = 0;
    for (FileEntry entry : Directories.walk(root)) {
      entries++;
      if (entry.depth() == LEVELS + 1) {
        assertThat(entry.path().toString()).endsWith(LONG_NAME + "/deepest");
      }
    }
    return entries;
  }

  @Test
  @Tag("slow")
  @Specified({"7.13", "7.17", "7.26"})
  void trees_are_walked_copied_and_removed_that_are_deeper_than_any_path() throws Exception {
    run(() -> {
      int open = descriptors();
      makeDeep(path("deep"));
      assertThat(count(path("deep"))).isEqualTo(LEVELS + 2);
      Directories.copyTree(path("deep"), path("copy"));
      assertThat(count(path("copy"))).isEqualTo(LEVELS + 2);
      assertThatThrownBy(() -> Directories.copyTree(path("deep"), path("copy")))
          .isInstanceOf(FileSystemException.class);
      Directories.deleteTree(path("deep"));
      Directories.deleteTree(path("copy"));
      assertThat(tree("")).hasSize(1);
      assertThat(descriptors()).isLessThan(open + 20);
    });
  }

  @Test
  @Tag("slow")
  @Specified({"7.13", "7.14", "7.26"})
  void many_entries_beside_a_deep_branch_are_each_met_once() throws Exception {
    String branch = "tree" + "/d".repeat(100);
    files().createDirectories(path(branch));
    for (int level = 1; level < 100; level += 7) {
      for (int i = 0; i < 20; i++) {
        file("tree" + "/d".repeat(level) + "/f" + i + "/x");
      }
    }
    run(() -> {
      var met = new ArrayList<String>();
      for (FileEntry entry : Directories.walk(path("tree"))) {
        met.add(entry.path().toString());
      }
      assertThat(met)
          .containsExactlyInAnyOrderElementsOf(
              files().walk(path("tree")).stream().map(Path::toString).toList());
      Directories.copyTree(path("tree"), path("copy"));
      assertThat(tree("copy")).isEqualTo(tree("tree"));
      Directories.deleteTree(path("tree"));
      assertThat(files().exists(path("tree"))).isFalse();
    });
  }

  // ---------------------------------------------------------------- what is open

  @Test
  @Specified("7.13")
  void a_link_is_followed_or_refused() throws Exception {
    file("there/file");
    files().createSymbolicLink(path("link"), path("there"));
    run(() -> {
      Handle followed = Coroutine.trap(new OpenDirectory(path("link")));
      assertThat(Coroutine.trap(new ReadDirectory(followed, 10, true)))
          .extracting(entry -> entry.path())
          .containsExactly(path("link/file"));
      close(followed);
      for (String none : List.of("link", "there/file")) {
        assertThatThrownBy(() -> Coroutine.trap(new OpenDirectory(path(none), false)))
            .isInstanceOf(NotDirectoryException.class)
            .hasMessage(path(none).toString());
      }
    });
  }

  @Test
  @Specified("7.26")
  void a_path_leads_to_what_is_open_wherever_it_is_moved() throws Exception {
    file("here/file");
    run(() -> {
      Handle here = Coroutine.trap(new OpenDirectory(path("here"), false));
      Path way = Coroutine.trap(new PathOf(here));
      Handle open =
          Coroutine.trap(
              new OpenFile(way.resolve("file"), Set.of(StandardOpenOption.READ), List.of()));
      files().move(path("here"), path("moved"));
      file("here/file");
      files().writeString(path("moved/file"), "mine");
      assertThat(AsyncFiles.readString(way.resolve("file"))).isEqualTo("mine");
      assertThat(AsyncFiles.readString(Coroutine.trap(new PathOf(open)))).isEqualTo("mine");
      close(here);
      assertThatThrownBy(() -> Coroutine.trap(new PathOf(here)))
          .isInstanceOf(ClosedChannelException.class);
      close(open);
    });
  }
}
