package dev.gonzo.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.ChildJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The behaviour of a server when the system has no more file descriptors. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
@Tag("realTime")
class CrowdedTest {
  @ParameterizedTest
  @ValueSource(strings = {"epoll", "uring", "nio"})
  void a_server_without_descriptors_says_so_once_and_goes_on_when_there_are_some(
      String driver, @TempDir Path directory) throws Exception {
    Path hosts = directory.resolve("hosts");
    Files.writeString(hosts, "127.0.0.1 two.addresses\n127.0.0.2 two.addresses\n");
    try (var child =
        ChildJvm.startWithDescriptors(
            100,
            CrowdedProgram.class,
            "-Dgonzo.kernel=" + driver,
            "-Dgonzo.watchdog=0",
            "-Djdk.net.hosts.file=" + hosts)) {
      ChildJvm.Ended ended = child.awaitEnd();
      assertThat(ended.out())
          .as(ended.err())
          .isEqualTo("full\nfull for a name too\nall were served: true\n");
      assertThat(ended.err()).contains("too many open files").contains("pauses");
      assertThat(ended.err().split("pauses")).hasSizeLessThanOrEqualTo(3);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "uring", "nio"})
  void a_pair_of_sockets_that_cannot_be_opened_leaves_nothing_open(
      String driver, @TempDir Path directory) throws Exception {
    try (var child =
        ChildJvm.startWithDescriptors(
            100,
            CrowdedPairsProgram.class,
            "-Dgonzo.kernel=" + driver,
            "-Dgonzo.watchdog=0",
            "-Djava.io.tmpdir=" + directory)) {
      ChildJvm.Ended ended = child.awaitEnd();
      assertThat(ended.out()).as(ended.err()).isEqualTo("nothing is lost: true\nfiles left: 0\n");
    }
  }
}
