package dev.gonzo.tck;

import java.util.ArrayList;
import java.util.List;

/** Events in the order in which they happened, to be compared with the expected order. */
final class Transcript {
  private final List<String> lines = new ArrayList<>();

  void add(String line) {
    lines.add(line);
  }

  List<String> lines() {
    return List.copyOf(lines);
  }

  @Override
  public String toString() {
    return String.join(" ", lines);
  }
}
