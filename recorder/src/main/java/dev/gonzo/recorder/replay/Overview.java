package dev.gonzo.recorder.replay;

import dev.gonzo.recorder.RecordedKernel;
import dev.gonzo.recorder.event.Codec;
import dev.gonzo.recorder.event.Event;
import dev.gonzo.recorder.event.Event.Answered;
import dev.gonzo.recorder.event.Event.Failed;
import dev.gonzo.recorder.event.Event.Shared;
import dev.gonzo.recorder.event.Event.Trapped;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * What must be known of a recorded kernel before it is replayed: the steps of its tasks on
 * universal objects, which other threads leave to them, and the work in threads that is run again.
 * Immutable.
 */
final class Overview {
  private final Map<Long, StepRanges> steps;
  // The numbers of the events at which that work was requested, in order.
  private final long[] runAgain;

  private Overview(Map<Long, StepRanges> steps, long[] runAgain) {
    this.steps = steps;
    this.runAgain = runAgain;
  }

  /** Reads the recording of a kernel, once and to its end. */
  static Overview of(RecordedKernel recorded) {
    var reading = new Reading(recorded.newCodec());
    for (Event event : recorded.events()) {
      reading.add(event);
    }
    return reading.overview();
  }

  /** Whether a step on a universal object is that of a task of the kernel. */
  boolean hasStep(long object, long step) {
    StepRanges own = steps.get(object);
    return own != null && own.contains(step);
  }

  /**
   * Whether the work in a thread that a trap requests is run again: its result is not in the
   * recording, or it has none, so that it may have worked on objects of the program.
   *
   * @param trap the number of the event
   */
  boolean isRunAgain(long trap) {
    return Arrays.binarySearch(runAgain, trap) >= 0;
  }

  /** An overview that is being made. */
  private static final class Reading {
    private final Codec codec;
    private final Map<Long, StepRanges.Builder> steps = new HashMap<>();
    // By the id of the task that waits for it.
    private final Map<Long, Long> working = new HashMap<>();
    private final LongStream.Builder runAgain = LongStream.builder();
    private long number;

    Reading(Codec codec) {
      this.codec = codec;
    }

    void add(Event event) {
      number++;
      switch (event) {
        case Trapped(long task, var trap) when codec.isWork(trap) -> working.put(task, number);
        case Answered(long task, var answer) ->
            ended(task, !codec.isRecorded(answer) || codec.isNull(answer));
        case Failed(long task, var failure) -> ended(task, codec.isCancellation(failure));
        case Shared(_, long object, long step) ->
            steps.computeIfAbsent(object, _ -> new StepRanges.Builder()).add(step);
        default -> {}
      }
    }

    private void ended(long task, boolean isRunAgain) {
      Long trap = working.remove(task);
      if (trap != null && isRunAgain) {
        runAgain.add(trap);
      }
    }

    Overview overview() {
      working.values().forEach(runAgain::add); // the recording ends before their answers
      var ranges = new HashMap<Long, StepRanges>();
      steps.forEach((object, taken) -> ranges.put(object, taken.build()));
      return new Overview(Map.copyOf(ranges), runAgain.build().sorted().toArray());
    }
  }
}
