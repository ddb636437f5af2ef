package dev.gonzo.recorder.format;

/**
 * The kinds of entries in a stream, and their numbers: the lower five bits of the first byte of an
 * entry. 0 is where nothing was written yet.
 */
final class EntryKind {
  static final int NONE = 0;
  static final int CREATED = 1;
  static final int TURN = 2;
  static final int TRAPPED = 3;
  static final int ANSWERED = 4;
  static final int FAILED = 5;
  static final int SUSPENDED = 6;
  static final int RESUMED = 7;
  static final int BLOCKED = 8;
  static final int UNBLOCKED = 9;
  static final int DEADLINE_EXPIRED = 10;
  static final int CANCELLATION_REQUESTED = 11;
  static final int CANCELLATION_ARRIVED = 12;
  static final int ARRIVED = 13;
  static final int SHARED = 14;
  static final int READ = 15;
  static final int STOPPED = 16;
  static final int ENDED = 17;

  /** Where in the program the next trap is made. */
  static final int PLACE = 24;

  /** What kernel it is: the first entry of a stream. */
  static final int KERNEL = 25;

  /** Nothing follows, because the recording has reached its limit or could not go on. */
  static final int CUT = 26;

  /** Nothing follows, because the kernel has ended. */
  static final int END = 27;

  /** The stream goes on in the next file. */
  static final int NEXT_FILE = 28;

  /** A checksum of all bytes since the one before. */
  static final int CHECK = 29;

  /** The task is that of the entry before, and is left out. */
  static final int SAME_TASK = 0x20;

  static final int MASK = 0x1f;

  private EntryKind() {}

  /** Whether only the task belongs to it, so that it has no length. */
  static boolean isBare(int kind) {
    return switch (kind) {
      case SUSPENDED, RESUMED, BLOCKED, UNBLOCKED, CANCELLATION_ARRIVED, STOPPED -> true;
      default -> false;
    };
  }
}
