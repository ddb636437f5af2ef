package dev.gonzo.bench.peer;

import java.util.ArrayList;
import java.util.List;

/** How a JVM is started: with compact headers, as the launcher does, for every peer. */
final class Jvm {
  private Jvm() {}

  static List<String> command(List<String> options, String classPath, String main) {
    var command = new ArrayList<>(List.of(Places.java(), "-XX:+UseCompactObjectHeaders"));
    command.addAll(options);
    command.addAll(List.of("-cp", classPath, main));
    return command;
  }
}
