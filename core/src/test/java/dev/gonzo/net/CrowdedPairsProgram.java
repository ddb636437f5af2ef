package dev.gonzo.net;

import static dev.gonzo.Gonzo.run;

import dev.gonzo.AllClasses;
import dev.gonzo.TooManyOpenFilesException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;

/** Opens pairs of sockets until there are no more file descriptors, repeatedly. */
final class CrowdedPairsProgram {
  private CrowdedPairsProgram() {}

  static void main(String[] arguments) throws Exception {
    AllClasses.load();
    run(() -> {
      fill().forEach(UnixPair::close); // everything that the JVM opens for this is open from now on
      int all = fillAndEmpty(0);
      boolean nothingIsLost = all > 10;
      for (int left = 1; left <= 6; left++) {
        nothingIsLost &= fillAndEmpty(left) == all;
      }
      System.out.println("nothing is lost: " + nothingIsLost);
    });
    try (var files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      System.out.println("files left: " + files.filter(CrowdedPairsProgram::isOfPair).count());
    }
  }

  private static boolean isOfPair(Path path) {
    return path.getFileName().toString().startsWith("gonzo");
  }

  /** Also fails with a given number of descriptors left, at each step of a pair. */
  private static int fillAndEmpty(int left) throws IOException {
    ArrayDeque<UnixPair> pairs = fill();
    int size = pairs.size();
    for (int i = 0; i < left && i < size; i++) {
      UnixPair pair = pairs.remove();
      pair.first().close();
      try {
        Unix.pair().close();
      } catch (TooManyOpenFilesException full) {
        // Expected.
      }
      pair.close();
    }
    pairs.forEach(UnixPair::close);
    return size;
  }

  private static ArrayDeque<UnixPair> fill() throws IOException {
    var pairs = new ArrayDeque<UnixPair>();
    try {
      while (true) {
        pairs.add(Unix.pair());
      }
    } catch (TooManyOpenFilesException full) {
      return pairs;
    }
  }
}
