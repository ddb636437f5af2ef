package dev.gonzo.cluster.jgroups;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** What a {@link NodeProgram} has printed so far. */
record NodeLog(String node, Path file, Process process) {
  /** An event: a word, and what follows it. */
  record Line(List<String> words) {
    String kind() {
      return words.getFirst();
    }

    String word(int number) {
      return words.get(number);
    }

    boolean is(String... expected) {
      return words.equals(Arrays.asList(expected));
    }
  }

  /** Returns the whole lines; the last one may be in the making, also if the process was killed. */
  List<Line> lines() {
    try {
      String text = Files.readString(file);
      return text.substring(0, text.lastIndexOf('\n') + 1)
          .lines()
          .map(line -> new Line(List.of(line.split(" ", -1))))
          .toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  int size() {
    return lines().size();
  }

  /** Returns the nodes that it saw last. */
  String seen() {
    return lines().reversed().stream()
        .filter(line -> line.kind().equals("sees"))
        .map(line -> line.word(1))
        .findFirst()
        .orElse("");
  }

  /** Whether a call has ended in some way since a line. */
  boolean hasEnded(int since, String to, String how) {
    List<Line> lines = lines();
    return lines.subList(since, lines.size()).stream()
        .anyMatch(line ->
            line.kind().equals("done") && line.word(2).equals(to) && line.word(3).equals(how));
  }

  /** Whether it has seen something since a line. */
  boolean hasSeen(int since, String names) {
    List<Line> lines = lines();
    return lines.subList(since, lines.size()).stream().anyMatch(line -> line.is("sees", names));
  }
}
