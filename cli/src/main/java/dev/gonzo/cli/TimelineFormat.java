package dev.gonzo.cli;

/** What the command {@code gonzo timeline} writes. */
enum TimelineFormat {
  html(".html"),
  perfetto(".pftrace");

  private final String ending;

  TimelineFormat(String ending) {
    this.ending = ending;
  }

  /** The end of the names of such files. */
  String ending() {
    return ending;
  }
}
