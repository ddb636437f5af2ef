package dev.gonzo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Counts the open sockets, pipes, event counters and rings of this process. Files are left out,
 * because the JVM and the watchdog open some at any time.
 */
public final class OpenDescriptors {
  private OpenDescriptors() {}

  /** {@return the current number} */
  public static long count() throws IOException {
    try (var all = Files.list(Path.of("/proc/self/fd"))) {
      return all.filter(OpenDescriptors::isNoFile).count();
    }
  }

  private static boolean isNoFile(Path descriptor) {
    try {
      return !Files.readSymbolicLink(descriptor).isAbsolute();
    } catch (IOException closed) {
      return false;
    }
  }
}
