package dev.gonzo.cli.repl;

/** Where a session shows what it has to say. Any thread may call it. */
public interface Output {
  /**
   * Shows a line of a result.
   *
   * @param text the line, without a line feed
   */
  void line(String text);

  /**
   * Shows a line that says what went wrong.
   *
   * @param text the line, without a line feed
   */
  void error(String text);
}
