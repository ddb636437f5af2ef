package dev.gonzo.recorder.replay;

import dev.gonzo.recorder.event.Event.Read;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** What a task has read from the JDK before an event of the recording. */
final class ReadsBefore {
  private final Deque<Read> left = new ArrayDeque<>(0);
  private int count;

  void add(Read read) {
    left.add(read);
    count++;
  }

  boolean isEmpty() {
    return count == 0;
  }

  /** How many there were. */
  int count() {
    return count;
  }

  /** The next one; null if all are taken. */
  @Nullable Read peek() {
    return left.peek();
  }

  @Nullable Read poll() {
    return left.poll();
  }
}
