package dev.gonzo.cli.repl;

import java.util.ArrayList;
import java.util.List;

/**
 * What the end of a session has ended, and what it could not end.
 *
 * @param cancelled the tasks that were cancelled and have ended
 * @param closed the sockets and files that were open, and are closed
 * @param leftBehind the tasks that have not ended in time, with their places
 */
record Ending(List<String> cancelled, List<String> closed, List<String> leftBehind) {
  /** {@return a line for each} */
  List<String> lines() {
    var lines = new ArrayList<String>();
    if (!cancelled.isEmpty()) {
      lines.add("cancelled " + String.join(", ", cancelled));
    }
    closed.forEach(what -> lines.add("closed " + what));
    leftBehind.forEach(task -> lines.add("did not end in time: " + task));
    return lines;
  }
}
