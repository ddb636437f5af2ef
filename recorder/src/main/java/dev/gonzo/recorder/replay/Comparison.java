package dev.gonzo.recorder.replay;

import dev.gonzo.Task;
import dev.gonzo.recorder.ReplayResult;
import dev.gonzo.recorder.ReplayResult.Diverged;
import dev.gonzo.recorder.ReplayResult.EndsEarly;
import dev.gonzo.recorder.StackTrace;
import dev.gonzo.recorder.event.Codec;
import dev.gonzo.recorder.event.Event;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Compares what happens in a replay with what was recorded. It takes an event of the script for
 * each thing that happens, and ends the replay at the first difference. Kernel thread, and the
 * stacks of its tasks.
 */
final class Comparison {
  /** Called with each event that was equal; time does not pass meanwhile. */
  @FunctionalInterface
  interface Equal {
    void happened(long number, Event event);
  }

  private final Script script;
  private final Codec codec;
  private final Ending ending;
  private final Equal listener;
  private final Consumer<String> abandon;
  // The number of each living task's last trap that was equal.
  private final Map<Long, Long> lastTraps = new HashMap<>();

  /**
   * Begins a comparison.
   *
   * @param listener takes the events that were equal
   * @param abandon ends the kernel; takes the reason
   */
  Comparison(Script script, Codec codec, Ending ending, Equal listener, Consumer<String> abandon) {
    this.script = script;
    this.codec = codec;
    this.ending = ending;
    this.listener = listener;
    this.abandon = abandon;
  }

  /** The next event of the recording; null at its end, or if the replay has ended. */
  @Nullable Event next() {
    return ending.isSet() ? null : script.peek();
  }

  /** The number of a task's last trap that was equal; 0 if it had none. */
  long lastTrap(long task) {
    return lastTraps.getOrDefault(task, 0L);
  }

  /** Whether nothing is compared any more. */
  boolean isOver() {
    return ending.isSet();
  }

  /**
   * Something happens.
   *
   * @param event what, as it would be recorded now
   */
  void happens(Event event) {
    happens(event, null);
  }

  /**
   * Something happens in the turn of a task, on its own stack.
   *
   * @param task the task; null if it is not on its stack
   */
  void happens(Event event, @Nullable Task<?> task) {
    if (ending.isSet()) {
      return;
    }
    Event recorded = script.peek();
    if (recorded == null) {
      endsEarly();
    } else if (recorded.equals(event)) {
      take(event);
    } else {
      diverges(recorded, event, task);
    }
  }

  /** Takes the next event, which was compared by the caller. */
  void take(Event event) {
    Event _ = script.take();
    switch (event) {
      case Event.Trapped trapped -> lastTraps.put(trapped.task(), script.number());
      case Event.Ended ended -> lastTraps.remove(ended.task());
      default -> {}
    }
    listener.happened(script.number(), event);
  }

  /** The recording has no more events. */
  void endsEarly() {
    endsWith(new EndsEarly(script.number()), "the recording ends after event " + script.number());
  }

  void diverges(Event recorded, Event now, @Nullable Task<?> task) {
    diverges(EventText.of(recorded, codec), EventText.of(now, codec), task);
  }

  void diverges(String recorded, String now, @Nullable Task<?> task) {
    long number = script.number() + 1;
    StackTrace stack =
        task == null
            ? StackTrace.NONE
            : new StackTrace(Arrays.asList(Thread.currentThread().getStackTrace()));
    long last = task == null ? 0 : lastTrap(task.id());
    endsWith(
        new Diverged(number, recorded, now + readsThatDiffer(), stack, last),
        "the replay differs from the recording at event " + number);
  }

  private String readsThatDiffer() {
    String skipped = script.firstSkipped();
    if (skipped != null) {
      return "; it had read "
          + skipped
          + ", and does not now or the agent is missing: that may be the reason";
    }
    String unrecorded = script.firstUnrecorded();
    return unrecorded == null
        ? ""
        : "; it has now read "
            + unrecorded
            + ", which is not in the recording, as without the agent: that may be the reason";
  }

  /** Ends the replay, unless it has ended. */
  void endsWith(ReplayResult result, String reason) {
    if (ending.set(result)) {
      abandon.accept(reason);
    }
  }
}
