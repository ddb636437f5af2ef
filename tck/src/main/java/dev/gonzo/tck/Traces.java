package dev.gonzo.tck;

import static dev.gonzo.Gonzo.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What processes may leave behind in this process: children, including zombies, and, where the
 * system shows them, descriptors of pipes and processes, by kind, since a kernel has pipes of its
 * own.
 */
record Traces(Set<Long> children, List<String> descriptors) {
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

  static Traces now() throws IOException {
    return new Traces(
        ProcessHandle.current().children().map(ProcessHandle::pid).collect(Collectors.toSet()),
        openDescriptors());
  }

  private static List<String> openDescriptors() throws IOException {
    if (!Files.isDirectory(DESCRIPTORS)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(DESCRIPTORS)) {
      return all.map(Traces::target)
          .map(name -> name.replaceAll(":?\\[\\d+]$", ""))
          .filter(kind -> kind.equals("pipe") || kind.contains("pidfd"))
          .sorted()
          .toList();
    }
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException gone) {
      return "";
    }
  }

  /** Whether a process runs. A zombie does not; its new parent may reap it at any time. */
  static boolean isAlive(long id) {
    try {
      return !Files.readString(Path.of("/proc/" + id + "/stat")).contains(") Z");
    } catch (IOException noSuchPlace) {
      return ProcessHandle.of(id).map(ProcessHandle::isAlive).orElse(false);
    }
  }

  /**
   * Asserts that there is nothing more than then. Waits, since another thread may be about to close
   * something.
   */
  void assertNothingMore() throws IOException {
    for (int tries = 0; tries < 1_000 && !now().equals(this); tries++) {
      sleep(Duration.ofMillis(5));
    }
    assertThat(now()).isEqualTo(this);
  }

  static void awaitEnd(long id) {
    while (isAlive(id)) {
      sleep(Duration.ofMillis(5));
    }
  }
}
