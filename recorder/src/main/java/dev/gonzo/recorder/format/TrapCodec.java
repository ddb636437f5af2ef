package dev.gonzo.recorder.format;

import dev.gonzo.Cancelled;
import dev.gonzo.recorder.event.Bytes;
import dev.gonzo.recorder.event.Codec;
import dev.gonzo.trap.NetTrap.ReceiveScattered;
import dev.gonzo.trap.ThreadTrap.RunInThread;
import dev.gonzo.trap.Trap;
import dev.gonzo.trap.Waker;
import org.jspecify.annotations.Nullable;

/**
 * The encoding of traps and answers in the files of recordings. It belongs to one kernel, and one
 * thread at a time uses it. The data that it decodes may be damaged: then it throws a {@link
 * DamagedDataException}.
 */
public final class TrapCodec implements Codec {
  private final ByteWriter out = new ByteWriter();
  private final Numbering numbers = new Numbering();
  private final BufferPositions positions = new BufferPositions();
  private final EventBody body;

  /** Creates the codec of a new kernel, with the bytes that are received. */
  public TrapCodec() {
    this(true);
  }

  /**
   * Creates the codec of a new kernel.
   *
   * @param withData whether the bytes that are received are encoded; without them an answer cannot
   *     be decoded
   */
  public TrapCodec(boolean withData) {
    this.body = new EventBody(out, numbers, positions, withData);
  }

  @Override
  public Bytes trap(Trap<?> trap) {
    out.clear();
    body.trap(trap);
    return out.copy();
  }

  @Override
  public Bytes answer(Trap<?> trap, @Nullable Object answer) {
    out.clear();
    body.answer(trap, answer);
    return out.copy();
  }

  @Override
  public boolean isRecorded(Bytes answer) {
    return answer.array().length > 0;
  }

  @Override
  public @Nullable Object answer(Trap<?> trap, Bytes answer) {
    if (trap instanceof ReceiveScattered) {
      positions.forget(trap);
    }
    return AnswerReader.read(trap, answer);
  }

  @Override
  public Bytes failure(Throwable failure) {
    out.clear();
    body.failure(failure);
    return out.copy();
  }

  @Override
  public Throwable failure(Bytes failure) {
    var loader = Thread.currentThread().getContextClassLoader();
    return new FailureReader(new ByteReader(failure), loader).read();
  }

  @Override
  public boolean isWork(Bytes trap) {
    return trap.array().length > 0 && TrapKinds.of(trap.array()[0] & 0xff) == RunInThread.class;
  }

  @Override
  public boolean isNull(Bytes answer) {
    return answer.array().length == 1 && answer.array()[0] == Tag.NULL.number();
  }

  @Override
  public boolean isCancellation(Bytes failure) {
    return failure.array().length > 0 && failure.array()[0] == FailureWriter.CANCELLED;
  }

  @Override
  public String failureText(Bytes failure) {
    return FailureReader.textOf(failure);
  }

  /**
   * Encodes a value that has been read from the JDK.
   *
   * @param value the value
   * @return the encoded value; {@link #isRecorded} is false for it if it has no encoding
   */
  public Bytes value(@Nullable Object value) {
    out.clear();
    body.value(value);
    return out.copy();
  }

  @Override
  public @Nullable Object value(Bytes value) {
    if (!isRecorded(value)) {
      return null;
    }
    var loader = Thread.currentThread().getContextClassLoader();
    return new ValueReader(new ByteReader(value), loader).read();
  }

  /**
   * Returns the number of a deadline.
   *
   * @param cancelled the cancellation that it requests
   * @return its number, in the order in which the deadlines of the kernel were set; -1 if it was
   *     set before the recording began
   */
  public long deadline(Cancelled cancelled) {
    return numbers.ofExpired(cancelled);
  }

  /**
   * Returns the number of a waker.
   *
   * @param waker a waker of the kernel
   * @return its number, in the order in which they were opened; -1 if it was opened before the
   *     recording began
   */
  public long waker(Waker waker) {
    return numbers.of(waker);
  }

  @Override
  public String text(Bytes trap) {
    return text(trap, false);
  }

  /**
   * Returns an encoded trap as text.
   *
   * @param trap the encoded trap
   * @param showSecrets whether what looks like a secret is shown
   * @return its kind and its parts, on one line
   */
  public String text(Bytes trap, boolean showSecrets) {
    return TrapText.of(trap, showSecrets);
  }
}
