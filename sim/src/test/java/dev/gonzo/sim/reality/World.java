package dev.gonzo.sim.reality;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Where a script runs.
 *
 * @param root an empty directory
 * @param pause how long after each step everything that it has caused has happened
 * @param patience how long a step may take before it counts as one that waits
 */
record World(Path root, Duration pause, Duration patience) {
  /** The text without what differs in each world: the directory, and what the system chooses. */
  String masked(String text) {
    return text.replace(root.toString(), "ROOT")
        .replaceAll("(127\\.0\\.0\\.1):\\d+", "$1:PORT")
        .replaceAll("@[0-9a-f]{5}\\b", "@NAME");
  }
}
