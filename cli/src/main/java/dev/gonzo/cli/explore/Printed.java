package dev.gonzo.cli.explore;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;

/** What a program prints in one run: part of the outcome of the run. */
final class Printed {
  private static final int MOST = 200;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private final PrintStream out = System.out;
  private final PrintStream err = System.err;

  private Printed() {}

  /** Takes over standard output; what is printed as an error or logged, in each run, is dropped. */
  static Printed takeOver() {
    var printed = new Printed();
    System.setOut(new PrintStream(printed.bytes, true, UTF_8));
    System.setErr(new PrintStream(OutputStream.nullOutputStream(), true, UTF_8));
    return printed;
  }

  /** Standard output and errors are again what they were. */
  void giveBack() {
    System.setOut(out);
    System.setErr(err);
  }

  /** What was printed since the last call, in one line; empty if nothing was. */
  String next() {
    String text = bytes.toString(UTF_8).strip();
    bytes.reset();
    if (text.isEmpty()) {
      return "";
    }
    String line = String.join(" | ", text.lines().toList());
    return "printed " + (line.length() > MOST ? line.substring(0, MOST) + "..." : line);
  }
}
