package dev.gonzo.bench.peer;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** The programs on the PATH. */
public final class Tools {
  private Tools() {}

  /**
   * {@return where a program is; empty if it is not on the PATH}
   *
   * @param name its name
   */
  public static Optional<Path> find(String name) {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Arrays.stream(path.split(File.pathSeparator))
        .map(directory -> Path.of(directory, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * {@return why a program cannot be used; empty if it is there}
   *
   * @param name its name
   */
  static Optional<String> missing(String name) {
    return find(name).isPresent() ? Optional.empty() : Optional.of(name + " is not on the PATH");
  }
}
