package dev.gonzo.bench.peer;

import java.nio.file.Path;

/**
 * Where things are.
 *
 * @param root the directory of the launcher, {@code gonzo}
 */
public record Places(Path root) {
  /**
   * {@return the sources of a peer}
   *
   * @param directory its directory
   */
  Path source(String directory) {
    return root.resolve("bench/peers").resolve(directory);
  }

  /**
   * {@return where a peer is built}
   *
   * @param directory its directory
   */
  Path built(String directory) {
    return root.resolve("bench/target/peers").resolve(directory);
  }

  /** {@return the JVM that programs are run with: the one that runs this} */
  public static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }
}
