package dev.gonzo.net;

import static dev.gonzo.Gonzo.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.kernel.Kernels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@EnabledOnOs(OS.LINUX)
class UnixPairTest {
  private static final int NON_BLOCKING = 0x800;
  private static final int CLOSE_ON_EXECUTE = 0x80000;

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "uring"})
  void both_ends_are_closed_where_another_library_executes_a_program(String driver)
      throws Exception {
    run(
        Kernels.of(driver),
        () -> {
          Map<Path, String> before = sockets();
          try (UnixPair _ = Unix.pair()) {
            Map<Path, String> opened = sockets();
            opened.entrySet().removeAll(before.entrySet());
            assertThat(opened).hasSize(2);
            for (Path descriptor : opened.keySet()) {
              assertThat(flags(descriptor) & CLOSE_ON_EXECUTE).isNotZero();
              assertThat(flags(descriptor) & NON_BLOCKING).isNotZero();
            }
          }
          assertThat(sockets()).isEqualTo(before);
        });
  }

  /** The file descriptors of this process that are sockets, with their targets. */
  private static Map<Path, String> sockets() throws IOException {
    var sockets = new HashMap<Path, String>();
    try (var descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path descriptor : descriptors) {
        try {
          String what = Files.readSymbolicLink(descriptor).toString();
          if (what.startsWith("socket:")) {
            sockets.put(descriptor.getFileName(), what);
          }
        } catch (NoSuchFileException closed) {
          // It was the descriptor of the directory.
        }
      }
    }
    return sockets;
  }

  private static int flags(Path descriptor) throws IOException {
    return Files.readAllLines(Path.of("/proc/self/fdinfo").resolve(descriptor)).stream()
        .filter(line -> line.startsWith("flags:"))
        .map(line -> Integer.parseInt(line.substring("flags:".length()).strip(), 8))
        .findFirst()
        .orElseThrow();
  }
}
