package dev.gonzo.sim.kernel;

import dev.gonzo.Moment;
import dev.gonzo.Task;
import dev.gonzo.report.Rethrow;
import dev.gonzo.trap.FileTrap.CloseFile;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.NetTrap.Close;
import dev.gonzo.trap.SchedulingTrap;
import dev.gonzo.trap.SchedulingTrap.UnsetDeadline;
import dev.gonzo.trap.Trap;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Describes traps and their answers for the history: in text that is the same in each run. A handle
 * is its number in the order of opening, a task its id, bytes are their content; a set and a map
 * are sorted. What has no such text, such as a lambda, is left out.
 */
final class Descriptions {
  private static final String NOTHING = "-";
  private static final String OURS = "dev.gonzo.";

  /** The components of the records of one class. */
  @SuppressWarnings("ArrayRecordComponent") // private, and never compared
  private record Shape(String name, String[] names, MethodHandle[] accessors) {
    static Shape of(Class<?> type) {
      RecordComponent[] components = type.getRecordComponents();
      var names = new String[components.length];
      var accessors = new MethodHandle[components.length];
      for (int i = 0; i < components.length; i++) {
        names[i] = components[i].getName();
        try {
          accessors[i] =
              MethodHandles.lookup()
                  .unreflect(components[i].getAccessor())
                  .asType(MethodType.methodType(Object.class, Object.class));
        } catch (IllegalAccessException hidden) {
          return new Shape(type.getSimpleName(), new String[0], new MethodHandle[0]);
        }
      }
      return new Shape(type.getSimpleName(), names, accessors);
    }

    @Nullable Object value(Object record, int component) {
      try {
        return (Object) accessors[component].invokeExact(record);
      } catch (Throwable failure) {
        throw Rethrow.unchecked(failure);
      }
    }

    @Nullable Object value(Object record, String name) {
      for (int i = 0; i < names.length; i++) {
        if (names[i].equals(name)) {
          return value(record, i);
        }
      }
      return null;
    }
  }

  private static final ClassValue<Shape> SHAPES =
      new ClassValue<>() {
        @Override
        protected Shape computeValue(Class<?> type) {
          return Shape.of(type);
        }
      };

  // By identity, since handles have no other equality; never iterated.
  private final Map<Handle, Long> handles = new WeakHashMap<>();
  private long opened;

  /** Appends a trap. */
  void trap(StringBuilder line, Trap<?> trap) {
    record(line, (Record) trap);
    Handle closed =
        switch (trap) {
          case UnsetDeadline(var deadline) -> deadline;
          case Close(var handle) -> handle;
          case CloseFile(var file) -> file;
          default -> null;
        };
    if (closed != null) {
      // If identity hashes are all the same, a large table of handles would be slow.
      handles.remove(closed);
    }
  }

  /** Appends the answer of a trap. */
  void answer(StringBuilder line, Trap<?> trap, @Nullable Object answer) {
    Shape shape = SHAPES.get(trap.getClass());
    line.append(shape.name);
    if (trap instanceof SchedulingTrap && answer instanceof Handle) {
      return; // a deadline: there may be very many of them
    }
    line.append(" = ");
    value(line, answer);
    if (answer instanceof Integer count && count > 0) {
      content(line, shape, trap, count);
    }
  }

  /** Appends the bytes of a buffer that were transferred. */
  private static void content(StringBuilder line, Shape shape, Trap<?> trap, int count) {
    if (shape.value(trap, "buffer") instanceof byte[] buffer
        && shape.value(trap, "offset") instanceof Integer offset) {
      line.append(' ').append(Long.toHexString(History.hashOf(buffer, offset, count)));
    }
  }

  private void record(StringBuilder line, Record record) {
    Shape shape = SHAPES.get(record.getClass());
    line.append(shape.name);
    for (int i = 0; i < shape.names.length; i++) {
      // What is in a buffer is described when it was transferred.
      if (!shape.names[i].equals("buffer")) {
        line.append(' ');
        value(line, shape.value(record, i));
      }
    }
  }

  private void value(StringBuilder line, @Nullable Object value) {
    switch (value) {
      case null -> line.append("null");
      case String text -> line.append(text);
      case Number number -> line.append(number);
      case Boolean bool -> line.append(bool);
      case Enum<?> constant -> line.append(constant.name());
      case Moment moment -> line.append(moment.nanos());
      case Handle handle -> line.append('@').append(number(handle));
      case Task<?> task -> line.append('#').append(task.id());
      case byte[] bytes ->
          line.append(bytes.length)
              .append(':')
              .append(Long.toHexString(History.hashOf(bytes, 0, bytes.length)));
      case Path path -> line.append(path);
      case InetAddress address -> line.append(address.getHostAddress());
      case SocketAddress address -> line.append(address);
      case NetworkInterface network -> line.append(network.getName());
      case Instant instant -> line.append(instant);
      case Duration duration -> line.append(duration);
      case SocketOption<?> option -> line.append(option.name());
      case FileAttribute<?> attribute -> {
        line.append(attribute.name()).append('=');
        value(line, attribute.value());
      }
      case Optional<?> optional -> value(line, optional.orElse(null));
      case List<?> list -> all(line, list.iterator());
      case Collection<?> unordered -> all(line, sorted(unordered).iterator());
      case Map<?, ?> map -> all(line, sorted(map.entrySet()).iterator());
      case Map.Entry<?, ?> entry -> {
        value(line, entry.getKey());
        line.append('=');
        value(line, entry.getValue());
      }
      case Throwable thrown -> line.append(thrown.getClass().getName());
      case Record record when record.getClass().getName().startsWith(OURS) -> record(line, record);
      default -> line.append(NOTHING);
    }
  }

  private void all(StringBuilder line, Iterator<?> values) {
    line.append('[');
    while (values.hasNext()) {
      value(line, values.next());
      line.append(values.hasNext() ? " " : "");
    }
    line.append(']');
  }

  private Collection<String> sorted(Collection<?> unordered) {
    var texts = new TreeSet<String>();
    for (Object each : unordered) {
      var text = new StringBuilder();
      value(text, each);
      texts.add(text.toString());
    }
    return texts;
  }

  private long number(Handle handle) {
    Long known = handles.get(handle);
    if (known == null) {
      known = ++opened;
      handles.put(handle, known);
    }
    return known;
  }
}
