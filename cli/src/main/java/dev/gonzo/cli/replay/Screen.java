package dev.gonzo.cli.replay;

/** Where the prompt writes its lines. */
@FunctionalInterface
interface Screen {
  /** Writes a line, which has no control characters. */
  void line(String line);
}
