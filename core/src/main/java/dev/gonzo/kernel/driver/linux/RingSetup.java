package dev.gonzo.kernel.driver.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.gonzo.kernel.driver.ErrorNumber;
import java.lang.foreign.MemorySegment;

/**
 * Creates the descriptor of a ring with the best options that this Linux supports, and holds the
 * offsets into its memory ({@code struct io_uring_params}).
 */
final class RingSetup {
  private static final int PARAMETERS_BYTES = 120;
  private static final int SUBMISSIONS = 0;
  private static final int COMPLETIONS = 4;
  private static final int FLAGS = 8;
  private static final int FEATURES = 20;

  /** {@code sq_off}: head, tail, mask, entries, flags, dropped, array. */
  private static final int SUBMISSION_OFFSETS = 40;

  /** {@code cq_off}: head, tail, mask, entries, overflow, entries themselves. */
  private static final int COMPLETION_OFFSETS = 80;

  /** IORING_SETUP_CQSIZE: the caller chooses the size of the completion queue. */
  private static final int IORING_SETUP_CQSIZE = 1 << 3;

  /** IORING_SETUP_CLAMP: sizes that are too large are reduced instead of refused. */
  private static final int IORING_SETUP_CLAMP = 1 << 4;

  /**
   * IORING_SETUP_R_DISABLED: it starts when the thread that uses it enables it, and not in the one
   * that opens it.
   */
  private static final int IORING_SETUP_R_DISABLED = 1 << 6;

  /** IORING_SETUP_SUBMIT_ALL: a refused request does not hold up those behind it. */
  private static final int IORING_SETUP_SUBMIT_ALL = 1 << 7;

  /**
   * IORING_SETUP_COOP_TASKRUN: no interrupt to complete requests; they are completed when the
   * thread enters.
   */
  private static final int IORING_SETUP_COOP_TASKRUN = 1 << 8;

  /** IORING_SETUP_TASKRUN_FLAG: a flag in the ring shows whether there is work to enter for. */
  private static final int IORING_SETUP_TASKRUN_FLAG = 1 << 9;

  private static final int IORING_SETUP_SINGLE_ISSUER = 1 << 12;

  /**
   * IORING_SETUP_DEFER_TASKRUN: only the issuer completes requests, when it waits; the best option,
   * from Linux 6.1 on.
   */
  private static final int IORING_SETUP_DEFER_TASKRUN = 1 << 13;

  private static final int ALWAYS =
      IORING_SETUP_CQSIZE | IORING_SETUP_CLAMP | IORING_SETUP_R_DISABLED | IORING_SETUP_SUBMIT_ALL;

  /** The best first; Linux refuses options that it does not know. */
  private static final int[] CHOICES = {
    ALWAYS | IORING_SETUP_TASKRUN_FLAG | IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN,
    ALWAYS | IORING_SETUP_TASKRUN_FLAG | IORING_SETUP_COOP_TASKRUN,
    ALWAYS,
  };

  /**
   * Required features: one mapping for both rings; no completion is dropped; the memory that a
   * request points to is read when it is submitted; waiting by polling; a wait with a timeout.
   */
  private static final int NEEDED_FEATURES = 1 | 1 << 1 | 1 << 2 | 1 << 5 | 1 << 8;

  /** The first of the choices. */
  static final int BEST = 0;

  /** The first choice that any thread may enter, so that tasks can enter on their own threads. */
  static final int FOR_ALL_THREADS = 2;

  private final MemorySegment parameters;

  /** Its descriptor. */
  final int descriptor;

  private RingSetup(MemorySegment parameters, int descriptor) {
    this.parameters = parameters;
    this.descriptor = descriptor;
  }

  /**
   * Creates a ring.
   *
   * @param from the first of the choices to try
   * @throws CallRefused if the system refuses all of them
   */
  static RingSetup make(SystemCalls calls, int submissions, int completions, int from)
      throws CallRefused {
    int result = 0;
    for (int choice = from; choice < CHOICES.length; choice++) {
      int flags = CHOICES[choice];
      MemorySegment parameters = calls.memory.allocate(PARAMETERS_BYTES, Long.BYTES);
      parameters.set(JAVA_INT, COMPLETIONS, completions);
      parameters.set(JAVA_INT, FLAGS, flags);
      result = calls.brief(CallNumbers.IO_URING_SETUP, submissions, parameters.address(), 0);
      if (result >= 0) {
        if ((parameters.get(JAVA_INT, FEATURES) & NEEDED_FEATURES) == NEEDED_FEATURES) {
          return new RingSetup(parameters, result);
        }
        int _ = calls.close(result);
        result = -ErrorNumber.EINVAL;
      }
      if (result != -ErrorNumber.EINVAL) {
        break;
      }
    }
    throw new CallRefused("set a ring up", result);
  }

  int submissions() {
    return parameters.get(JAVA_INT, SUBMISSIONS);
  }

  int completions() {
    return parameters.get(JAVA_INT, COMPLETIONS);
  }

  int submissionHead() {
    return submissionOffset(0);
  }

  int submissionTail() {
    return submissionOffset(1);
  }

  int submissionFlags() {
    return submissionOffset(4);
  }

  int submissionOrder() {
    return submissionOffset(6);
  }

  int completionHead() {
    return completionOffset(0);
  }

  int completionTail() {
    return completionOffset(1);
  }

  int completionLost() {
    return completionOffset(4);
  }

  int completionEntries() {
    return completionOffset(5);
  }

  private int submissionOffset(int index) {
    return parameters.get(JAVA_INT, SUBMISSION_OFFSETS + (long) index * Integer.BYTES);
  }

  private int completionOffset(int index) {
    return parameters.get(JAVA_INT, COMPLETION_OFFSETS + (long) index * Integer.BYTES);
  }
}
