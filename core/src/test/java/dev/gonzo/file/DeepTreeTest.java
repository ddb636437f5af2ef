package dev.gonzo.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.ChildJvm;
import dev.gonzo.Gonzo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trees in programs with few file descriptors, or without permissions. */
@Tag("realTime")
class DeepTreeTest {
  private static final int MOST_DESCRIPTORS = 400;

  @TempDir private Path directory = Path.of("");

  /** Walks, copies and deletes a tree that has more levels than there are file descriptors. */
  static final class Limited {
    private Limited() {}

    public static void main(String[] arguments) throws Exception {
      Path directory = Path.of(System.getProperty("directory"));
      Path tree =
          Files.createDirectories(
              directory.resolve("tree" + "/d".repeat(Integer.getInteger("levels"))));
      Files.writeString(tree.resolve("file"), "x");
      Gonzo.run(() -> {
        Path root = directory.resolve("tree");
        Path copy = directory.resolve("copy");
        Directories.copyTree(root, copy, StandardCopyOption.COPY_ATTRIBUTES);
        int entries = 0;
        for (FileEntry _ : Directories.walk(copy)) {
          entries++;
        }
        System.out.println(entries);
        Directories.deleteTree(root);
        Directories.deleteTree(copy);
      });
    }
  }

  /** Tries to delete a tree of which a part is first not writable, and then is. */
  static final class Denied {
    private Denied() {}

    public static void main(String[] arguments) throws Exception {
      Path directory = Path.of(System.getProperty("directory"));
      Path locked = Files.createDirectories(directory.resolve("mine/a/locked"));
      Files.writeString(locked.resolve("file"), "x");
      for (String permissions : new String[] {"r-xr-xr-x", "---------"}) {
        Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString(permissions));
        try {
          Gonzo.run(() -> Directories.deleteTree(directory.resolve("mine")));
        } catch (java.io.IOException denied) {
          System.out.println(denied);
        }
      }
      Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("rwx------"));
      Gonzo.run(() -> Directories.deleteTree(directory.resolve("mine")));
    }
  }

  @Test
  void more_levels_than_descriptors_are_walked_copied_and_removed() throws Exception {
    try (var program =
        ChildJvm.startWithDescriptors(
            MOST_DESCRIPTORS, Limited.class, "-Ddirectory=" + directory, "-Dlevels=1000")) {
      var ended = program.awaitEnd();
      assertThat(ended.err()).isEmpty();
      assertThat(ended.out()).isEqualTo("1002\n");
    }
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void trees_are_walked_copied_and_removed_without_native_access() throws Exception {
    var ended =
        ChildJvm.runPlain(
            Limited.class,
            "--illegal-native-access=deny",
            "-Dgonzo.kernel=nio",
            "-Ddirectory=" + directory,
            "-Dlevels=50");
    assertThat(ended.out()).as(ended.err()).isEqualTo("52\n");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void what_may_not_be_removed_is_named_and_removed_when_it_may() throws Exception {
    boolean restricted = !"root".equals(System.getProperty("user.name"));
    Assumptions.assumeTrue(restricted, "root may do everything");
    var ended = ChildJvm.run(Denied.class, "-Ddirectory=" + directory);
    Path locked = directory.resolve("mine/a/locked");
    assertThat(ended.out())
        .isEqualTo(
            "java.nio.file.AccessDeniedException: %s/file\njava.nio.file.AccessDeniedException: %s\n"
                .formatted(locked, locked));
    assertThat(directory).isEmptyDirectory();
  }
}
