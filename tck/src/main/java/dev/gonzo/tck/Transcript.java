package dev.gonzo.tck;

import java.util.ArrayList;
import java.util.List;

/** What happened, in order: the order is what a test asserts. */
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
