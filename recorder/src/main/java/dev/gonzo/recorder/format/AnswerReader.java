package dev.gonzo.recorder.format;

import dev.gonzo.Moment;
import dev.gonzo.recorder.event.Bytes;
import dev.gonzo.recorder.event.Codec.RecordedHandle;
import dev.gonzo.trap.EnvironmentTrap.ReadStandardInput;
import dev.gonzo.trap.FileTrap.ReadAt;
import dev.gonzo.trap.FileTrap.ReadWhole;
import dev.gonzo.trap.FileTrap.WholeRead;
import dev.gonzo.trap.FileTrap.WriteAt;
import dev.gonzo.trap.NetTrap.DatagramArrival;
import dev.gonzo.trap.NetTrap.Receive;
import dev.gonzo.trap.NetTrap.ReceiveFrom;
import dev.gonzo.trap.NetTrap.ReceiveScattered;
import dev.gonzo.trap.NetTrap.Send;
import dev.gonzo.trap.NetTrap.SendGathered;
import dev.gonzo.trap.SchedulingTrap;
import dev.gonzo.trap.SchedulingTrap.CancelTask;
import dev.gonzo.trap.SchedulingTrap.ReadClock;
import dev.gonzo.trap.SchedulingTrap.SetDeadline;
import dev.gonzo.trap.SchedulingTrap.Sleep;
import dev.gonzo.trap.SchedulingTrap.Wake;
import dev.gonzo.trap.ThreadTrap.OpenWaker;
import dev.gonzo.trap.ThreadTrap.RunInThread;
import dev.gonzo.trap.Trap;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decodes what {@link AnswerWriter} has encoded. */
final class AnswerReader {
  private AnswerReader() {}

  static @Nullable Object read(Trap<?> trap, Bytes answer) {
    var from = new ByteReader(answer);
    Object decoded = read(trap, from);
    if (from.left() > 0) {
      throw new DamagedDataException(from.left() + " bytes too many for the answer of " + trap);
    }
    return decoded;
  }

  private static @Nullable Object read(Trap<?> trap, ByteReader from) {
    return switch (trap) {
      case Receive asked -> received(from, asked.buffer(), asked.offset(), asked.length());
      case ReadAt asked -> received(from, asked.buffer(), asked.offset(), asked.length());
      case ReadStandardInput asked ->
          received(from, asked.buffer(), asked.offset(), asked.length());
      case Send _ -> (int) from.number();
      case WriteAt _ -> (int) from.number();
      case SendGathered asked -> sent(asked.buffers(), from.number());
      case ReceiveScattered asked -> scattered(asked.buffers(), from);
      case ReceiveFrom asked -> datagram(asked, from);
      case SchedulingTrap<?> asked -> scheduled(asked, from);
      case OpenWaker _ -> from.number();
      case RunInThread<?> asked ->
          new ValueReader(from, asked.work().getClass().getClassLoader()).read();
      case ReadWhole<?> asked -> whole(asked, from);
      default -> new ValueReader(from, AnswerReader.class.getClassLoader()).read();
    };
  }

  private static int received(ByteReader from, byte[] buffer, int offset, int length) {
    int count = count(from, length);
    if (count > 0) {
      from.raw(buffer, offset, count);
    }
    return count;
  }

  private static int count(ByteReader from, long most) {
    long count = from.number() - 1;
    if (count < -1 || count > most || count > from.left()) {
      throw new DamagedDataException(count + " bytes received, of " + most);
    }
    return (int) count;
  }

  private static long remaining(List<ByteBuffer> buffers) {
    return buffers.stream().mapToLong(ByteBuffer::remaining).sum();
  }

  private static int sent(List<ByteBuffer> buffers, long count) {
    if (count < 0 || count > remaining(buffers)) {
      throw new DamagedDataException(count + " bytes sent, of " + remaining(buffers));
    }
    long left = count;
    for (ByteBuffer buffer : buffers) {
      int part = (int) Math.min(left, buffer.remaining());
      buffer.position(buffer.position() + part);
      left -= part;
    }
    return (int) count;
  }

  private static int scattered(List<ByteBuffer> buffers, ByteReader from) {
    int count = count(from, remaining(buffers));
    int left = count;
    for (ByteBuffer buffer : buffers) {
      byte[] part = new byte[Math.clamp(left, 0, buffer.remaining())];
      from.raw(part, 0, part.length);
      buffer.put(part);
      left -= part.length;
    }
    return count;
  }

  private static DatagramArrival datagram(ReceiveFrom asked, ByteReader from) {
    Object decoded = new ValueReader(from, AnswerReader.class.getClassLoader()).read();
    if (!(decoded instanceof DatagramArrival arrival)
        || arrival.length() < 0
        || arrival.length() > asked.length()) {
      throw new DamagedDataException(decoded + " in the place of a datagram");
    }
    from.raw(asked.buffer(), asked.offset(), arrival.length());
    return arrival;
  }

  /** What is compared; a replay computes the answer itself. */
  private static @Nullable Object scheduled(SchedulingTrap<?> trap, ByteReader from) {
    return switch (trap) {
      case ReadClock _ -> new Moment(from.signed());
      case Sleep _ -> new Moment(from.signed());
      case SetDeadline _ -> new RecordedHandle(from.number());
      case Wake _ -> (int) from.number();
      case CancelTask _ -> from.flag();
      default -> {
        long _ = from.number();
        yield null;
      }
    };
  }

  private static WholeRead<?> whole(ReadWhole<?> asked, ByteReader from) {
    return from.oneByte() == 1
        ? new WholeRead.InSteps<>(new RecordedHandle(from.signed()))
        : new WholeRead.Done<@Nullable Object>(
            new ValueReader(from, asked.function().getClass().getClassLoader()).read());
  }
}
