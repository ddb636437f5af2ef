package dev.gonzo.recorder.event;

import dev.gonzo.trap.Handle;
import dev.gonzo.trap.Trap;
import org.jspecify.annotations.Nullable;

/**
 * Encodes the traps of one kernel, their answers and their failures, and decodes the answers and
 * failures. It numbers handles, wakers and deadlines in the order in which they were answered, so
 * that two runs of a program encode the same.
 */
public interface Codec {
  /** A handle that was decoded: only its number is known. */
  final class RecordedHandle extends Handle {
    private final long number;

    /**
     * Creates the handle.
     *
     * @param number its number in the recording
     */
    public RecordedHandle(long number) {
      this.number = number;
    }

    /** {@return its number in the recording} */
    public long number() {
      return number;
    }

    @Override
    public String toString() {
      return "handle " + number;
    }
  }

  /**
   * Encodes a trap when it is made: its kind, and those of its parts that are the same in each run
   * of a program. Bytes that are sent are a checksum.
   *
   * @param trap the trap
   * @return the encoded trap
   */
  Bytes trap(Trap<?> trap);

  /**
   * Encodes an answer, with the bytes that were put into the trap's buffers.
   *
   * @param trap the trap
   * @param answer the answer
   * @return the encoded answer; {@link #isRecorded} is false for it if the answer has no encoding
   */
  Bytes answer(Trap<?> trap, @Nullable Object answer);

  /**
   * Whether an encoded answer holds the answer: the result of work in a thread may be an object of
   * the program that has no encoding, and then the work is run again.
   *
   * @param answer the encoded answer
   * @return whether it does
   */
  boolean isRecorded(Bytes answer);

  /**
   * Decodes an answer, and fills the trap's buffers.
   *
   * @param trap the trap
   * @param answer the encoded answer
   * @return the answer; handles are {@link RecordedHandle}s
   */
  @Nullable Object answer(Trap<?> trap, Bytes answer);

  /**
   * Encodes what a trap has thrown.
   *
   * @param failure the exception
   * @return the encoded exception
   */
  Bytes failure(Throwable failure);

  /**
   * Decodes what a trap has thrown.
   *
   * @param failure the encoded exception
   * @return a new exception of the same class
   */
  Throwable failure(Bytes failure);

  /**
   * Whether a trap runs work in a thread.
   *
   * @param trap the encoded trap
   * @return whether it does
   */
  boolean isWork(Bytes trap);

  /**
   * Whether the result of work in a thread is null.
   *
   * @param answer the encoded result
   * @return whether it is recorded, and null
   */
  boolean isNull(Bytes answer);

  /**
   * Whether what a trap has thrown is a cancellation.
   *
   * @param failure the encoded exception
   * @return whether it is
   */
  boolean isCancellation(Bytes failure);

  /**
   * Returns what a trap has thrown as text. No class of the program is loaded.
   *
   * @param failure the encoded exception
   * @return its class and its message, for a person; also if it is damaged
   */
  String failureText(Bytes failure);

  /**
   * Decodes a value that was read from the JDK.
   *
   * @param value the encoded value
   * @return the value
   */
  @Nullable Object value(Bytes value);

  /**
   * Returns an encoded trap as text.
   *
   * @param trap the encoded trap
   * @return its kind and its parts, for a person
   */
  String text(Bytes trap);
}
