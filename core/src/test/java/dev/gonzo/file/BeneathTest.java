package dev.gonzo.file;

import static dev.gonzo.Gonzo.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.kernel.Kernels;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing outside the tree is opened, for all paths and links. */
class BeneathTest {
  @TempDir private Path directory = Path.of("");

  private Path root() throws IOException {
    Path root = Files.createDirectories(directory.resolve("root/inner")).getParent();
    Files.writeString(directory.resolve("secret"), "secret");
    Files.writeString(root.resolve("inner/file"), "public");
    Files.createSymbolicLink(root.resolve("out"), Path.of("../secret"));
    Files.createSymbolicLink(root.resolve("absolute"), directory.resolve("secret"));
    Files.createSymbolicLink(root.resolve("up"), Path.of(".."));
    Files.createSymbolicLink(root.resolve("in"), Path.of("inner/../inner/file"));
    return root;
  }

  private static String read(Path root, String path) throws IOException {
    try (var file = AsyncFile.openBeneath(root, Path.of(path))) {
      var buffer = new byte[100];
      return new String(buffer, 0, file.read(buffer));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "uring", "nio"})
  void only_what_lies_in_the_tree_is_opened(String kernel) throws IOException {
    Path root = root();
    run(
        Kernels.of(kernel),
        () -> {
          assertThat(read(root, "inner/file")).isEqualTo("public");
          assertThat(read(root, "in")).isEqualTo("public");
          assertThat(read(root, "inner/../in")).isEqualTo("public");
          for (String out :
              new String[] {"out", "absolute", "up/secret", "../secret", "inner/../../secret"}) {
            assertThatThrownBy(() -> read(root, out))
                .as(out)
                .isInstanceOf(AccessDeniedException.class);
          }
          assertThatThrownBy(() -> read(root, directory.resolve("secret").toString()))
              .isInstanceOf(AccessDeniedException.class);
          assertThatThrownBy(() -> read(root, "missing")).isInstanceOf(NoSuchFileException.class);
          for (String directory : new String[] {"inner", "", ".", "./", "inner/..", "in/.."}) {
            assertThatThrownBy(() -> read(root, directory))
                .as(directory)
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("not a regular file");
          }
        });
  }

  @Test
  void a_copy_of_a_tree_into_itself_is_refused_before_it_begins() throws IOException {
    Path root = root();
    Path link = Files.createSymbolicLink(directory.resolve("link"), root);
    Path inner = Files.createSymbolicLink(directory.resolve("innerLink"), root.resolve("inner"));
    run(() -> {
      for (Path target :
          new Path[] {
            root.resolve("copy"), link.resolve("copy"), inner.resolve("copy"),
            inner.resolve("a/b/c"), root.resolve("inner/../copy"), link.resolve("inner/../copy")
          }) {
        assertThatThrownBy(() -> Directories.copyTree(root, target))
            .as(target.toString())
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("into itself");
      }
      Directories.copyTree(root, directory.resolve("copy"));
      Directories.copyTree(root.resolve("inner"), root.resolve("beside"));
    });
    assertThat(Files.readString(directory.resolve("copy/inner/file"))).isEqualTo("public");
    assertThat(Files.readString(root.resolve("beside/file"))).isEqualTo("public");
    assertThat(root.resolve("copy")).doesNotExist();
  }
}
