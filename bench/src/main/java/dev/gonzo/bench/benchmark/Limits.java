package dev.gonzo.bench.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What the system allows. */
final class Limits {
  /** For files and other sockets of a process. */
  private static final int RESERVE = 200;

  /** A server with 64 KiB for each connection needs gigabytes for more. */
  private static final int MOST = 50_000;

  private Limits() {}

  /**
   * {@return the sizes that the limit of open files allows, and the largest that it allows}
   *
   * @param usual sizes in ascending order
   */
  static List<Integer> connections(List<Integer> usual) throws IOException {
    int most = Math.min(openFiles() - RESERVE, MOST);
    var sizes = new ArrayList<>(usual.stream().filter(size -> size < most).toList());
    sizes.add(most);
    return sizes;
  }

  private static int openFiles() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/limits"))) {
      if (line.startsWith("Max open files")) {
        String soft = line.split(" {2,}", -1)[1];
        return soft.equals("unlimited") ? MOST : Integer.parseInt(soft);
      }
    }
    return 1_024;
  }
}
