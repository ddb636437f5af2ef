package dev.gonzo.sim;

import static dev.gonzo.Gonzo.sleep;
import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.READ;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.Coroutine;
import dev.gonzo.file.AsyncFile;
import dev.gonzo.file.AsyncFiles;
import dev.gonzo.net.ListenOptions;
import dev.gonzo.net.Unix;
import dev.gonzo.net.UnixListener;
import dev.gonzo.trap.FileTrap.ReadNamedAttributes;
import java.net.BindException;
import java.net.ConnectException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The names of Unix sockets on a simulated disk. */
class SocketFilesTest {
  private static final Path PATH = Path.of("/home/server.sock");
  private static final int TYPE = 0170000;
  private static final int SOCKET = 0140000;

  @Test
  void a_bound_socket_is_neither_file_nor_link_and_is_not_opened() {
    Ending<?> ending =
        Simulation.ofSeed(1)
            .run(() -> {
              try (UnixListener _ = Unix.listen(PATH.toString())) {
                var is = AsyncFiles.readAttributes(PATH, BasicFileAttributes.class, NOFOLLOW_LINKS);
                assertThat(is.isOther()).isTrue();
                assertThat(is.isRegularFile() || is.isSymbolicLink() || is.isDirectory()).isFalse();
                Object mode =
                    Coroutine.trap(new ReadNamedAttributes(PATH, "unix:mode", false)).get("mode");
                assertThat((int) mode & TYPE).isEqualTo(SOCKET);
                assertThatThrownBy(() -> AsyncFile.open(PATH, READ))
                    .isInstanceOf(FileSystemException.class);
                assertThatThrownBy(() -> AsyncFiles.copy(PATH, Path.of("/home/copy")))
                    .isInstanceOf(FileSystemException.class)
                    .hasMessageContaining("cannot be copied");
                assertThat(Unix.removeStale(PATH)).isFalse();
              }
              assertThat(AsyncFiles.exists(PATH)).isFalse();
            });
    assertThat(ending.failure()).isEmpty();
  }

  @Test
  void a_crash_may_leave_the_name_of_a_socket_which_the_next_server_replaces() {
    List<Boolean> left = new ArrayList<>();
    for (long seed = 0; seed < 20; seed++) {
      var simulation = Simulation.ofSeed(seed);
      int[] starts = {0};
      Host server =
          simulation.host(
              "server",
              () -> {
                if (starts[0]++ == 0) {
                  UnixListener first = Unix.listen(PATH.toString());
                  first.accept().close(); // no client connects
                  return;
                }
                left.add(AsyncFiles.exists(PATH));
                if (left.getLast()) {
                  assertThatThrownBy(() -> Unix.connect(PATH.toString()))
                      .isInstanceOf(ConnectException.class);
                  assertThatThrownBy(() -> Unix.listen(PATH.toString()))
                      .isInstanceOf(BindException.class)
                      .hasMessageContaining("has left its file there");
                }
                var options = ListenOptions.defaults().withStaleReplaced();
                try (UnixListener next = Unix.listen(PATH.toString(), options)) {
                  Unix.connect(PATH.toString()).close();
                  next.accept().close();
                }
              });
      Ending<?> ending =
          simulation.run(() -> {
            sleep(ofSeconds(1));
            server.crash();
            server.restart();
            server.awaitDown();
          });
      assertThat(ending.failure()).as("seed %d", seed).isEmpty();
    }
    assertThat(left).contains(true, false);
  }

  @Test
  void devices_and_files_of_the_system_are_there() {
    Ending<?> ending =
        Simulation.ofSeed(1)
            .run(() -> {
              assertThat(AsyncFiles.readString(Path.of("/proc/version"))).contains("Linux");
              assertThat(AsyncFiles.readAllBytes(Path.of("/dev/null"))).isEmpty();
              AsyncFiles.write(Path.of("/dev/null"), new byte[10]);
              assertThatThrownBy(() -> AsyncFiles.write(Path.of("/dev/full"), new byte[10]))
                  .isInstanceOf(FileSystemException.class);
              try (AsyncFile zeros = AsyncFile.open(Path.of("/dev/zero"), READ)) {
                var buffer = new byte[] {1, 2, 3};
                assertThat(zeros.read(buffer)).isEqualTo(3);
                assertThat(buffer).containsOnly(0);
              }
            });
    assertThat(ending.failure()).isEmpty();
  }
}
