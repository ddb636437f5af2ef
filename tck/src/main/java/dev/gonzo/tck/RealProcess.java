package dev.gonzo.tck;

import static dev.gonzo.Gonzo.runInThread;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * This process, as the system shows it.
 *
 * @param created the directory that this process has created, which is its user's
 */
record RealProcess(Supplier<Path> created) implements PeerProcess {
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

  @Override
  public long id() {
    return ProcessHandle.current().pid();
  }

  @Override
  public int user() {
    try {
      return (int) Files.getAttribute(created.get(), "unix:uid");
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Override
  public Path workingDirectory() {
    return Path.of("").toAbsolutePath();
  }

  @Override
  public void signal(String name) throws Exception {
    int status =
        runInThread(
            () -> new ProcessBuilder("kill", "-" + name, Long.toString(id())).start().waitFor());
    if (status != 0) {
      throw new IOException("kill -" + name + " failed with status " + status);
    }
  }

  @Override
  public Optional<List<String>> descriptors() {
    if (!Files.isExecutable(DESCRIPTORS)) {
      return Optional.empty();
    }
    try (Stream<Path> all = Files.list(DESCRIPTORS)) {
      return Optional.of(all.flatMap(descriptor -> kind(descriptor).stream()).toList());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** What a descriptor leads to, without a number that is its own. */
  private static Optional<String> kind(Path descriptor) {
    try {
      String target = Files.readSymbolicLink(descriptor).toString();
      return Optional.of(target.replaceAll(":?\\[\\d+]$", ""));
    } catch (IOException closedMeanwhile) {
      return Optional.empty(); // the directory's own descriptor, or another's
    }
  }

  @Override
  public boolean startsPrograms() {
    return Files.isExecutable(Path.of("/bin/sh"));
  }

  @Override
  public Set<Long> children() {
    return ProcessHandle.current().children().map(ProcessHandle::pid).collect(Collectors.toSet());
  }

  /** A zombie does not run; its new parent may reap it at any time. */
  @Override
  public boolean isAlive(long id) {
    try {
      return !Files.readString(Path.of("/proc/" + id + "/stat")).contains(") Z");
    } catch (IOException noSuchPlace) {
      return ProcessHandle.of(id).map(ProcessHandle::isAlive).orElse(false);
    }
  }
}
