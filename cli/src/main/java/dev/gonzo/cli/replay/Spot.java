package dev.gonzo.cli.replay;

/** A place in the program's code at which a replay can stop, between two events. */
sealed interface Spot {
  /**
   * A line.
   *
   * @param file the name of the source file, without a directory
   */
  record Line(String file, int line) implements Spot {
    @Override
    public String toString() {
      return file + ":" + line;
    }
  }

  /**
   * Each write to a field.
   *
   * @param type the class that declares it
   */
  record Write(String type, String field) implements Spot {
    @Override
    public String toString() {
      return Values.simple(type) + "." + field;
    }
  }
}
