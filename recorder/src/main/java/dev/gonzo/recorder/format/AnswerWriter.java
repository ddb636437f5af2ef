package dev.gonzo.recorder.format;

import dev.gonzo.Moment;
import dev.gonzo.Outcome;
import dev.gonzo.Task;
import dev.gonzo.recorder.format.ValueWriter.Use;
import dev.gonzo.trap.EnvironmentTrap.ReadRandomBytes;
import dev.gonzo.trap.EnvironmentTrap.ReadStandardInput;
import dev.gonzo.trap.FileTrap.ReadAt;
import dev.gonzo.trap.FileTrap.ReadWhole;
import dev.gonzo.trap.FileTrap.WholeRead;
import dev.gonzo.trap.FileTrap.WriteAt;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.NetTrap.DatagramArrival;
import dev.gonzo.trap.NetTrap.Receive;
import dev.gonzo.trap.NetTrap.ReceiveFrom;
import dev.gonzo.trap.NetTrap.ReceiveScattered;
import dev.gonzo.trap.NetTrap.Send;
import dev.gonzo.trap.NetTrap.SendGathered;
import dev.gonzo.trap.SchedulingTrap;
import dev.gonzo.trap.SchedulingTrap.CancelTask;
import dev.gonzo.trap.SchedulingTrap.Join;
import dev.gonzo.trap.SchedulingTrap.ReadClock;
import dev.gonzo.trap.SchedulingTrap.SetDeadline;
import dev.gonzo.trap.SchedulingTrap.Sleep;
import dev.gonzo.trap.SchedulingTrap.Spawn;
import dev.gonzo.trap.SchedulingTrap.Wake;
import dev.gonzo.trap.ThreadTrap.OpenWaker;
import dev.gonzo.trap.ThreadTrap.RunInThread;
import dev.gonzo.trap.Trap;
import dev.gonzo.trap.Waker;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Encodes answers. What a trap of the group of scheduling answers is computed again in a replay, so
 * that only what is compared is encoded of it.
 */
final class AnswerWriter {
  private final ByteWriter out;
  private final Numbering numbers;
  private final ValueWriter answers;
  private final ValueWriter results;
  private final BufferPositions positions;
  private final boolean withData;

  AnswerWriter(ByteWriter out, Numbering numbers, BufferPositions positions, boolean withData) {
    this.out = out;
    this.numbers = numbers;
    this.answers = new ValueWriter(out, numbers, Use.ANSWER);
    this.results = new ValueWriter(out, numbers, Use.RESULT);
    this.positions = positions;
    this.withData = withData;
  }

  /** Encodes an answer. Writes nothing if it has no encoding. */
  void write(Trap<?> trap, @Nullable Object answer) {
    switch (trap) {
      case Receive asked -> received(number(answer), asked.buffer(), asked.offset());
      case ReadAt asked -> received(number(answer), asked.buffer(), asked.offset());
      case ReadStandardInput asked -> received(number(answer), asked.buffer(), asked.offset());
      case Send _ -> out.number(number(answer));
      case WriteAt _ -> out.number(number(answer));
      case SendGathered _ -> out.number(number(answer));
      case ReceiveScattered asked -> receivedScattered(asked, number(answer));
      case ReceiveFrom asked -> receivedFrom(asked, (DatagramArrival) given(answer));
      case SchedulingTrap<?> asked -> scheduled(asked, answer);
      case OpenWaker _ -> out.number(numbers.answered((Waker) given(answer)));
      case RunInThread<?> asked -> result(asked.work().getClass(), answer);
      case ReadWhole<?> asked -> whole(asked, (WholeRead<?>) given(answer));
      case ReadRandomBytes _ when !withData -> {}
      default -> answers.write(answer);
    }
  }

  private static Object given(@Nullable Object value) {
    return Objects.requireNonNull(value);
  }

  private static int number(@Nullable Object answer) {
    return (Integer) given(answer);
  }

  private void received(int count, byte[] buffer, int offset) {
    out.number(count + 1L);
    if (count > 0 && withData) {
      out.raw(buffer, offset, count);
    }
  }

  private void receivedScattered(ReceiveScattered asked, int count) {
    int[] starts = positions.take(asked);
    out.number(count + 1L);
    int left = withData ? count : 0;
    List<ByteBuffer> buffers = asked.buffers();
    for (int i = 0; i < buffers.size() && left > 0; i++) {
      ByteBuffer buffer = buffers.get(i).duplicate();
      int part = Math.min(left, buffer.limit() - starts[i]);
      byte[] bytes = new byte[part];
      buffer.get(starts[i], bytes);
      out.raw(bytes, 0, part);
      left -= part;
    }
  }

  private void receivedFrom(ReceiveFrom asked, DatagramArrival arrival) {
    answers.write(arrival);
    if (withData) {
      out.raw(asked.buffer(), asked.offset(), arrival.length());
    }
  }

  private void scheduled(SchedulingTrap<?> trap, @Nullable Object answer) {
    switch (trap) {
      case ReadClock _ -> out.signed(((Moment) given(answer)).nanos());
      case Sleep _ -> out.signed(((Moment) given(answer)).nanos());
      case SetDeadline asked -> out.number(numbers.answered(asked, (Handle) given(answer)));
      case Wake _ -> out.number(number(answer));
      case CancelTask _ -> out.flag((Boolean) given(answer));
      case Spawn<?> _ -> out.number(((Task<?>) given(answer)).id());
      case Join<?> _ -> out.oneByte(kind((Outcome<?>) given(answer)));
      default -> out.oneByte(0);
    }
  }

  private static int kind(Outcome<?> outcome) {
    return switch (outcome) {
      case Outcome.Success<?> _ -> 0;
      case Outcome.Failure<?> _ -> 1;
      case Outcome.Cancellation<?> _ -> 2;
    };
  }

  private void result(Class<?> function, @Nullable Object value) {
    int before = out.size();
    try {
      if (withData) {
        results.findsClassesIn(function.getClassLoader());
        results.write(value);
      }
    } catch (NotRecordedException | StackOverflowError noEncoding) {
      out.cutBackTo(before);
    }
  }

  private void whole(ReadWhole<?> asked, WholeRead<?> answer) {
    switch (answer) {
      case WholeRead.InSteps<?>(Handle file) -> {
        out.oneByte(1);
        out.signed(numbers.answered(file));
      }
      case WholeRead.Done<?>(var value) -> {
        int before = out.size();
        out.oneByte(0);
        result(asked.function().getClass(), value);
        if (out.size() == before + 1) {
          out.cutBackTo(before);
        }
      }
    }
  }
}
