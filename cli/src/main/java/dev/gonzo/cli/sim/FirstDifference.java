package dev.gonzo.cli.sim;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The first event in which two histories of one seed differ.
 *
 * @param number its number, from 1
 * @param one the event in one of them
 * @param other the event in the other
 */
record FirstDifference(long number, String one, String other) {
  private static final String END = "(it has ended)";

  /**
   * Compares two traces.
   *
   * @param one the file of one
   * @param other the file of the other
   * @return the difference; empty if they are equal
   * @throws IOException if one cannot be read
   */
  static Optional<FirstDifference> between(Path one, Path other) throws IOException {
    try (BufferedReader ones = Files.newBufferedReader(one);
        BufferedReader others = Files.newBufferedReader(other)) {
      for (long number = 1; ; number++) {
        String mine = ones.readLine();
        String theirs = others.readLine();
        if (mine == null && theirs == null) {
          return Optional.empty();
        }
        if (mine == null || !mine.equals(theirs)) {
          return Optional.of(
              new FirstDifference(
                  number, mine == null ? END : mine, theirs == null ? END : theirs));
        }
      }
    }
  }
}
