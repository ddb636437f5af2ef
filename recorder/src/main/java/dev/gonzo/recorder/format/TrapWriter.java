package dev.gonzo.recorder.format;

import dev.gonzo.Cancelled;
import dev.gonzo.Moment;
import dev.gonzo.Task;
import dev.gonzo.recorder.format.ValueWriter.Use;
import dev.gonzo.trap.FileTrap.ReadAt;
import dev.gonzo.trap.FileTrap.WriteAt;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.NetTrap.Receive;
import dev.gonzo.trap.NetTrap.Send;
import dev.gonzo.trap.SchedulingTrap.SetDeadline;
import dev.gonzo.trap.SchedulingTrap.Sleep;
import dev.gonzo.trap.SchedulingTrap.UnsetDeadline;
import dev.gonzo.trap.SchedulingTrap.WaitOn;
import dev.gonzo.trap.SchedulingTrap.Wake;
import dev.gonzo.trap.Trap;
import dev.gonzo.trap.WaitQueue;
import dev.gonzo.trap.Waker;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Encodes traps: the number of the kind, and then the parts that {@link TrapPart} lists. The most
 * frequent traps are written out here, because reflection would cost more than the rest.
 */
final class TrapWriter {
  private static final byte[] NO_NAME = {0};

  private final ByteWriter out;
  private final Numbering numbers;
  private final ValueWriter values;
  private final CRC32C checksum = new CRC32C();

  TrapWriter(ByteWriter out, Numbering numbers) {
    this.out = out;
    this.numbers = numbers;
    this.values = new ValueWriter(out, numbers, Use.TRAP);
  }

  void write(Trap<?> trap) {
    out.oneByte(TrapKinds.number(trap));
    switch (trap) {
      case Receive asked -> {
        handle(asked.socket());
        out.number(asked.length());
      }
      case Send asked -> {
        handle(asked.socket());
        sent(asked.buffer(), asked.offset(), asked.length());
      }
      case WaitOn asked -> queue(asked.queue());
      case Wake asked -> {
        queue(asked.queue());
        out.signed(asked.count());
      }
      case Sleep asked -> out.signed(asked.until().nanos());
      case SetDeadline asked -> out.signed(asked.at().nanos());
      case UnsetDeadline asked -> out.signed(numbers.ofDeadline(asked.deadline()));
      case ReadAt asked -> {
        handle(asked.file());
        out.signed(asked.position());
        out.number(asked.length());
      }
      case WriteAt asked -> {
        handle(asked.file());
        out.signed(asked.position());
        sent(asked.buffer(), asked.offset(), asked.length());
      }
      default -> parts(trap);
    }
  }

  private void parts(Trap<?> trap) {
    for (TrapPart part : TrapPart.of(trap.getClass())) {
      part(trap, part, RecordShape.value(part.accessor(), trap));
    }
  }

  private void part(Trap<?> trap, TrapPart part, @Nullable Object value) {
    switch (part.kind()) {
      case HANDLE -> handle((Handle) value);
      case DEADLINE -> out.signed(numbers.ofDeadline((Handle) given(value)));
      case WAKER -> out.signed(numbers.of((Waker) given(value)));
      case TASK -> out.signed(((Task<?>) given(value)).id());
      case QUEUE -> queue((WaitQueue) given(value));
      case MOMENT -> out.signed(((Moment) given(value)).nanos());
      case CANCELLED -> out.text(((Cancelled) given(value)).reason());
      case FLAG -> out.flag((Boolean) given(value));
      case NUMBER -> out.signed(((Number) given(value)).longValue());
      case RECEIVED -> out.number(length(trap));
      case SENT -> sent((byte[]) given(value), number(trap, "offset"), length(trap));
      case WRITTEN -> {
        byte[] bytes = (byte[]) given(value);
        sent(bytes, 0, bytes.length);
      }
      case RECEIVED_BUFFERS -> out.number(remaining(value));
      case SENT_BUFFERS -> {
        out.number(remaining(value));
        out.fourBytes(Checksum.of(buffers(value)));
      }
      case VALUE -> values.write(value);
    }
  }

  private static Object given(@Nullable Object value) {
    return Objects.requireNonNull(value);
  }

  private void handle(@Nullable Handle handle) {
    out.signed(numbers.of(handle));
  }

  private void queue(WaitQueue queue) {
    WaitQueue.Subject subject = queue.subject().orElse(null);
    byte[] name = subject == null ? NO_NAME : Names.encoded(subject.getClass());
    out.raw(name, 0, name.length);
  }

  private void sent(byte[] buffer, int offset, int length) {
    out.number(length);
    checksum.reset();
    // The kernel refuses a trap with a wrong range, after it was recorded.
    if (offset >= 0 && length >= 0 && length <= buffer.length - offset) {
      checksum.update(buffer, offset, length);
    }
    out.fourBytes((int) checksum.getValue());
  }

  private static int length(Trap<?> trap) {
    return number(trap, "length");
  }

  private static int number(Trap<?> trap, String name) {
    for (var component : trap.getClass().getRecordComponents()) {
      if (component.getName().equals(name)) {
        return (Integer) given(RecordShape.value(component.getAccessor(), trap));
      }
    }
    throw new AssertionError(trap.getClass() + " has no " + name);
  }

  @SuppressWarnings("unchecked") // the component's type
  private static List<ByteBuffer> buffers(@Nullable Object value) {
    return (List<ByteBuffer>) given(value);
  }

  private static long remaining(@Nullable Object value) {
    return buffers(value).stream().mapToLong(ByteBuffer::remaining).sum();
  }
}
