package dev.gonzo.cli.replay;

import java.util.ArrayList;
import java.util.List;

/**
 * A place in a replay, which every replay of the recording passes: after an event, or at a spot
 * that was reached after it.
 *
 * @param event the number of the last event; 0 before the first
 * @param marks how to get from the event to the spot: from each mark to the next
 */
record Position(long event, List<Mark> marks) {
  /**
   * A spot is reached.
   *
   * @param count which of its visits since the mark before, or since the event, is meant; from 1
   */
  record Mark(Spot spot, int count) {}

  Position {
    marks = List.copyOf(marks);
  }

  static Position after(long event) {
    return new Position(event, List.of());
  }

  boolean isAtEvent() {
    return marks.isEmpty();
  }

  Position then(Mark mark) {
    List<Mark> more = new ArrayList<>(marks);
    if (!more.isEmpty() && more.getLast().spot().equals(mark.spot())) {
      more.add(new Mark(mark.spot(), more.removeLast().count() + mark.count()));
    } else {
      more.add(mark);
    }
    return new Position(event, more);
  }
}
