package dev.gonzo.cli.history;

/**
 * A line of the timeline: a host, or tasks of it that have the same name and lived one after the
 * other.
 */
final class Lane {
  final int number;
  final int host;
  private String label;
  private int tasks;

  // What its task does, as numbers of events; -1 for nothing.
  int runsFrom = -1;
  int waitsFrom = -1;
  Waiting waiting = Waiting.OTHER;
  int last = -1;

  Lane(int number, int host, String label) {
    this.number = number;
    this.host = host;
    this.label = label;
  }

  /** One more task has it. */
  void taken(String task) {
    if (++tasks == 2) {
      label = label.substring(0, label.lastIndexOf('#'));
    } else if (tasks == 1) {
      label = task;
    }
  }

  String label() {
    return tasks > 1 ? label + " ×" + tasks : label;
  }

  void isFree() {
    runsFrom = -1;
    waitsFrom = -1;
  }
}
