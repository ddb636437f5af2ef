package dev.gonzo.recorder.format;

import dev.gonzo.recorder.format.ValueWriter.Use;
import dev.gonzo.trap.NetTrap.ReceiveScattered;
import dev.gonzo.trap.SchedulingTrap.SetDeadline;
import dev.gonzo.trap.Trap;
import org.jspecify.annotations.Nullable;

/** Writes what belongs to an event into one writer: traps, answers, exceptions and values. */
final class EventBody {
  private final ByteWriter out;
  private final Numbering numbers;
  private final BufferPositions positions;
  private final TrapWriter traps;
  private final AnswerWriter answers;
  private final ValueWriter values;
  private final boolean withData;

  EventBody(ByteWriter out, Numbering numbers, BufferPositions positions, boolean withData) {
    this.out = out;
    this.numbers = numbers;
    this.positions = positions;
    this.traps = new TrapWriter(out, numbers);
    this.answers = new AnswerWriter(out, numbers, positions, withData);
    this.withData = withData;
    this.values = new ValueWriter(out, numbers, Use.RESULT);
  }

  void trap(Trap<?> trap) {
    if (trap instanceof SetDeadline deadline) {
      numbers.sets(deadline);
    } else if (trap instanceof ReceiveScattered scattered) {
      positions.note(scattered);
    }
    traps.write(trap);
  }

  /** Writes nothing if the answer has no encoding. */
  void answer(Trap<?> trap, @Nullable Object answer) {
    answers.write(trap, answer);
  }

  /** The trap has thrown, so that its buffers are as they were. */
  void noAnswer(Trap<?> trap) {
    positions.forget(trap);
  }

  void failure(Throwable failure) {
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    new FailureWriter(out, loader).write(failure);
  }

  /** Writes nothing if the value has no encoding. */
  void value(@Nullable Object value) {
    int before = out.size();
    try {
      values.findsClassesIn(Thread.currentThread().getContextClassLoader());
      if (withData || !(value instanceof byte[])) {
        values.write(value);
      }
    } catch (NotRecordedException | StackOverflowError noEncoding) {
      out.cutBackTo(before);
    }
  }
}
