package dev.gonzo.recorder.format;

import dev.gonzo.Cancelled;
import dev.gonzo.Coroutine;
import dev.gonzo.Moment;
import dev.gonzo.Task;
import dev.gonzo.trap.FileTrap.WriteAt;
import dev.gonzo.trap.FileTrap.WriteWhole;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.NetTrap.Send;
import dev.gonzo.trap.NetTrap.SendGathered;
import dev.gonzo.trap.NetTrap.SendTo;
import dev.gonzo.trap.SchedulingTrap.SetDeadline;
import dev.gonzo.trap.SchedulingTrap.UnsetDeadline;
import dev.gonzo.trap.ThreadPlaces;
import dev.gonzo.trap.WaitQueue;
import dev.gonzo.trap.Waker;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * How a component of a trap is encoded.
 *
 * @param name its name, for a person
 * @param kind its encoding
 * @param accessor returns it
 */
record TrapPart(String name, Kind kind, Method accessor) {
  private static final Set<Class<?>> SENDING = Set.of(Send.class, SendTo.class, WriteAt.class);

  // What differs from run to run, or is the program's own code.
  private static final Set<Class<?>> LEFT_OUT =
      Set.of(Coroutine.class, Callable.class, Function.class, Consumer.class, ThreadPlaces.class);

  private static final ClassValue<List<TrapPart>> PARTS =
      new ClassValue<>() {
        @Override
        protected List<TrapPart> computeValue(Class<?> trap) {
          return find(trap);
        }
      };

  enum Kind {
    HANDLE,
    DEADLINE,
    WAKER,
    TASK,
    QUEUE,
    MOMENT,
    CANCELLED,
    FLAG,
    NUMBER,
    /** The length of the part of an array to which bytes go. */
    RECEIVED,
    /** The length of the part of an array from which bytes are sent, and their checksum. */
    SENT,
    /** An array of which all bytes are written. */
    WRITTEN,
    RECEIVED_BUFFERS,
    SENT_BUFFERS,
    VALUE
  }

  /** The parts of a trap that are encoded, in the order in which they are. */
  static List<TrapPart> of(Class<?> trap) {
    return PARTS.get(trap);
  }

  private static List<TrapPart> find(Class<?> trap) {
    var parts = new ArrayList<TrapPart>();
    boolean afterArray = false;
    for (RecordComponent component : trap.getRecordComponents()) {
      Class<?> type = component.getType();
      String name = component.getName();
      boolean isOfArray = afterArray && (name.equals("offset") || name.equals("length"));
      boolean isSet = trap == SetDeadline.class && type == Cancelled.class; // its answer names it
      if (!LEFT_OUT.contains(type) && !isOfArray && !isSet) {
        parts.add(new TrapPart(name, kind(trap, type), component.getAccessor()));
      }
      afterArray |= type == byte[].class;
    }
    return List.copyOf(parts);
  }

  private static Kind kind(Class<?> trap, Class<?> type) {
    if (type == Handle.class) {
      return trap == UnsetDeadline.class ? Kind.DEADLINE : Kind.HANDLE;
    } else if (type == Waker.class) {
      return Kind.WAKER;
    } else if (type == Task.class) {
      return Kind.TASK;
    } else if (type == WaitQueue.class) {
      return Kind.QUEUE;
    } else if (type == Moment.class) {
      return Kind.MOMENT;
    } else if (type == Cancelled.class) {
      return Kind.CANCELLED;
    } else if (type == boolean.class) {
      return Kind.FLAG;
    } else if (type == int.class || type == long.class) {
      return Kind.NUMBER;
    } else if (type == byte[].class) {
      return trap == WriteWhole.class
          ? Kind.WRITTEN
          : SENDING.contains(trap) ? Kind.SENT : Kind.RECEIVED;
    } else if (type == List.class && isOfBuffers(trap)) {
      return trap == SendGathered.class ? Kind.SENT_BUFFERS : Kind.RECEIVED_BUFFERS;
    }
    return Kind.VALUE;
  }

  private static boolean isOfBuffers(Class<?> trap) {
    for (RecordComponent component : trap.getRecordComponents()) {
      if (component.getGenericType().getTypeName().contains(ByteBuffer.class.getName())) {
        return true;
      }
    }
    return false;
  }
}
