package dev.gonzo.kernel.file;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Paths to the open files of this process, by descriptor.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_fd.5.html">proc_pid_fd(5)</a>
 */
final class Descriptors {
  private static final Path ALL = Path.of("/proc/self/fd");

  /** Whether such paths exist: not in a sandbox without /proc. */
  static final boolean AVAILABLE = Files.isExecutable(ALL);

  private Descriptors() {}

  static Path path(int descriptor) {
    return ALL.resolve(Integer.toString(descriptor));
  }
}
