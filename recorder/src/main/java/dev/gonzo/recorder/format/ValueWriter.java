package dev.gonzo.recorder.format;

import dev.gonzo.Moment;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.ProcessTrap.EnvironmentVariables;
import dev.gonzo.trap.UnixAddress;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketOption;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Encodes values: a tag, and then what belongs to it. {@link ValueReader} is its inverse. */
final class ValueWriter {
  /** How deep values may be nested. */
  static final int MOST_DEEP = 100;

  /** What the values are for. */
  enum Use {
    /**
     * Parts of a trap, which are only compared: sets are sorted, because their order may differ
     * between two runs, and handles have a number already.
     */
    TRAP,
    /** Answers of a kernel, whose types it chooses. */
    ANSWER,
    /** Results of the program's own functions: their types matter. */
    RESULT
  }

  private final ByteWriter out;
  private final Numbering numbers;
  private final Use use;
  private final boolean isTrap;
  private @Nullable ClassLoader loader = ValueWriter.class.getClassLoader();
  private int depth;

  ValueWriter(ByteWriter out, Numbering numbers, Use use) {
    this.out = out;
    this.numbers = numbers;
    this.use = use;
    this.isTrap = use == Use.TRAP;
  }

  /** Sets what finds the program's classes. */
  void findsClassesIn(@Nullable ClassLoader programs) {
    loader = programs;
  }

  /**
   * Encodes a value.
   *
   * @throws NotRecordedException if it has no encoding; then a part of it may have been written
   */
  void write(@Nullable Object value) {
    if (depth == MOST_DEEP) {
      throw new NotRecordedException("it is nested too deep, or contains itself");
    }
    depth++;
    try {
      writePlain(value);
    } finally {
      depth--;
    }
  }

  private void writePlain(@Nullable Object value) {
    switch (value) {
      case null -> tag(Tag.NULL);
      case Boolean flag -> tag(flag ? Tag.TRUE : Tag.FALSE);
      case Integer number -> signed(Tag.INT, number);
      case Long number -> signed(Tag.LONG, number);
      case Short number -> signed(Tag.SHORT, number);
      case Byte number -> signed(Tag.BYTE, number);
      case Character character -> signed(Tag.CHAR, character);
      case Float number -> {
        tag(Tag.FLOAT);
        out.fourBytes(Float.floatToRawIntBits(number));
      }
      case Double number -> {
        tag(Tag.DOUBLE);
        out.eightBytes(Double.doubleToRawLongBits(number));
      }
      case String text -> text(Tag.TEXT, text);
      case byte[] bytes -> bytes(Tag.BYTES, bytes);
      case Moment moment -> signed(Tag.MOMENT, moment.nanos());
      case Instant instant -> instant(Tag.INSTANT, instant);
      case Duration duration -> {
        signed(Tag.DURATION, duration.getSeconds());
        out.number(duration.getNano());
      }
      case Handle handle ->
          signed(Tag.HANDLE, isTrap ? numbers.of(handle) : numbers.answered(handle));
      case Path path -> Addresses.write(out, path);
      case InetAddress address -> Addresses.write(out, address, !isTrap);
      case java.net.InetSocketAddress address -> Addresses.write(out, address, !isTrap);
      case UnixAddress address -> text(Tag.UNIX_ADDRESS, address.text());
      case java.net.UnixDomainSocketAddress address ->
          text(Tag.UNIX_DOMAIN_ADDRESS, address.getPath().toString());
      case NetworkInterface network -> text(Tag.NETWORK_INTERFACE, network.getName());
      case Optional<?> optional -> {
        tag(Tag.OPTIONAL);
        write(optional.orElse(null));
      }
      case FileTime time -> instant(Tag.FILE_TIME, time.toInstant());
      case BasicFileAttributes attributes -> {
        tag(Tag.ATTRIBUTES);
        RecordedAttributes.write(attributes, this, out);
      }
      case UserPrincipal principal -> text(Tag.PRINCIPAL, principal.getName());
      case WatchEvent<?> event -> {
        text(Tag.WATCH_EVENT, event.kind().name());
        out.number(event.count());
        write(event.context());
      }
      case WatchEvent.Kind<?> kind -> text(Tag.NAMED, kind.name());
      case SocketOption<?> option -> text(Tag.NAMED, option.name());
      case FileAttribute<?> attribute -> {
        text(Tag.CHECKED, attribute.name());
        write(attribute.value());
      }
      case EnvironmentVariables variables -> environment(variables);
      case Class<?> type -> text(Tag.CLASS, type.getName());
      case UUID id -> {
        tag(Tag.UUID);
        out.eightBytes(id.getMostSignificantBits());
        out.eightBytes(id.getLeastSignificantBits());
      }
      case BigInteger number when number.getClass() == BigInteger.class ->
          bytes(Tag.BIG_INTEGER, number.toByteArray());
      case BigDecimal number when number.getClass() == BigDecimal.class -> {
        bytes(Tag.BIG_DECIMAL, number.unscaledValue().toByteArray());
        out.signed(number.scale());
      }
      case Enum<?> constant -> {
        text(Tag.ENUM, known(constant.getDeclaringClass()));
        out.text(constant.name());
      }
      case Record composed -> composed(composed);
      case List<?> list -> list(list);
      case Set<?> set -> set(set);
      case Map<?, ?> map -> map(map);
      case Throwable failure -> {
        tag(Tag.FAILURE);
        new FailureWriter(out, loader).write(failure);
      }
      default -> other(value);
    }
  }

  private void tag(Tag tag) {
    out.oneByte(tag.number());
  }

  private void signed(Tag tag, long number) {
    tag(tag);
    out.signed(number);
  }

  @SuppressWarnings("JavaInstantGetSecondsGetNano") // the seconds are the line before
  private void instant(Tag tag, Instant instant) {
    signed(tag, instant.getEpochSecond());
    out.number(instant.getNano());
  }

  private void text(Tag tag, String text) {
    tag(tag);
    out.text(text);
  }

  private void bytes(Tag tag, byte[] bytes) {
    tag(tag);
    out.sized(bytes);
  }

  /** The name of a class that a replay finds by it. */
  private String known(Class<?> type) {
    try {
      if (type.isHidden() || Class.forName(type.getName(), false, loader) != type) {
        throw new NotRecordedException(type + " cannot be found by its name");
      }
    } catch (ClassNotFoundException | LinkageError notFound) {
      throw new NotRecordedException(type + " cannot be found by its name");
    }
    return type.getName();
  }

  private void composed(Record composed) {
    RecordShape shape = RecordShape.of(composed.getClass());
    text(Tag.RECORD, known(composed.getClass()));
    @Nullable Object[] values = shape.values(composed);
    out.number(values.length);
    for (@Nullable Object value : values) {
      write(value);
    }
  }

  /** The values of variables may be secrets: that they are the same is enough. */
  private void environment(EnvironmentVariables variables) {
    text(Tag.CHECKED, variables.inherited() ? "inherited" : "given");
    tag(Tag.LIST);
    out.number(2);
    tag(Tag.MAP);
    out.number(variables.variables().size());
    variables.variables().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(variable -> {
          write(variable.getKey());
          byte[] value = variable.getValue().getBytes(StandardCharsets.UTF_8);
          write("checksum " + Integer.toHexString(Checksum.of(value)));
        });
    write(variables.removed());
  }

  private void list(List<?> list) {
    String type = list.getClass().getName();
    if (isTrap || type.startsWith("java.util.ImmutableCollections$") || isUnmodifiable(type)) {
      tag(Tag.IMMUTABLE_LIST);
    } else if (type.equals("java.util.Arrays$ArrayList")) {
      tag(Tag.FIXED_LIST);
    } else if (use == Use.ANSWER || type.equals("java.util.ArrayList")) {
      tag(Tag.LIST);
    } else {
      other(list);
      return;
    }
    elements(list);
  }

  private static boolean isUnmodifiable(String type) {
    return type.startsWith("java.util.Collections$Unmodifiable")
        || type.startsWith("java.util.Collections$Empty")
        || type.startsWith("java.util.Collections$Singleton");
  }

  private void elements(Collection<?> elements) {
    out.number(elements.size());
    for (Object element : elements) {
      write(element);
    }
  }

  private void set(Set<?> set) {
    String type = set.getClass().getName();
    if (isTrap || type.startsWith("java.util.ImmutableCollections$") || isUnmodifiable(type)) {
      tag(Tag.IMMUTABLE_SET);
    } else if (use == Use.ANSWER
        || type.equals("java.util.HashSet")
        || type.equals("java.util.LinkedHashSet")) {
      tag(Tag.SET);
    } else {
      other(set);
      return;
    }
    if (isTrap) {
      sorted(set, set.size());
    } else {
      elements(set);
    }
  }

  private void map(Map<?, ?> map) {
    String type = map.getClass().getName();
    if (isTrap || type.startsWith("java.util.ImmutableCollections$") || isUnmodifiable(type)) {
      tag(Tag.IMMUTABLE_MAP);
    } else if (use == Use.ANSWER
        || type.equals("java.util.HashMap")
        || type.equals("java.util.LinkedHashMap")) {
      tag(Tag.MAP);
    } else {
      other(map);
      return;
    }
    if (isTrap) {
      sorted(map.entrySet(), map.size());
      return;
    }
    out.number(map.size());
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      write(entry.getKey());
      write(entry.getValue());
    }
  }

  private void sorted(Collection<?> elements, int size) {
    byte[][] encoded = new byte[size][];
    var each = new ByteWriter();
    var writer = new ValueWriter(each, numbers, use);
    writer.findsClassesIn(loader);
    int count = 0;
    for (Object element : elements) {
      each.clear();
      if (element instanceof Map.Entry<?, ?> entry) {
        writer.write(entry.getKey());
        writer.write(entry.getValue());
      } else {
        writer.write(element);
      }
      encoded[count++] = Arrays.copyOf(each.array(), each.size());
    }
    Arrays.sort(encoded, Arrays::compare);
    out.number(size);
    for (byte[] one : encoded) {
      out.raw(one, 0, one.length);
    }
  }

  private void other(Object value) {
    if (value.getClass().isArray()) {
      Class<?> component = value.getClass().getComponentType();
      text(Tag.ARRAY, component.isPrimitive() ? component.getName() : known(component));
      out.number(Array.getLength(value));
      for (int i = 0; i < Array.getLength(value); i++) {
        write(Array.get(value, i));
      }
      return;
    }
    if (isTrap) {
      // Its text may contain a number that differs from run to run; its class does not.
      text(Tag.NAMED, Names.of(value.getClass()));
      return;
    }
    if (use == Use.ANSWER) {
      text(Tag.NAMED, value.toString()); // the key of a file
      return;
    }
    bytes(Tag.SERIALIZED, Serialized.of(value, loader));
  }
}
