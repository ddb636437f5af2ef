package dev.gonzo.recorder.format;

import dev.gonzo.Moment;
import dev.gonzo.recorder.event.Codec.RecordedHandle;
import dev.gonzo.trap.UnixAddress;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.attribute.FileTime;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Decodes what {@link ValueWriter} has encoded. The data may be damaged or hostile. */
final class ValueReader {
  private static final Object NO_TEXT = new Object();

  private final ByteReader from;
  private final @Nullable ClassLoader loader;
  // For text: no class of the program is loaded.
  private final boolean isText;
  private int depth;

  /**
   * Creates a reader.
   *
   * @param from the data
   * @param loader finds the program's classes
   */
  ValueReader(ByteReader from, @Nullable ClassLoader loader) {
    this(from, loader, false);
  }

  private ValueReader(ByteReader from, @Nullable ClassLoader loader, boolean isText) {
    this.from = from;
    this.loader = loader;
    this.isText = isText;
  }

  /** A reader whose values are only for {@link ValueText}: it loads no class and opens nothing. */
  static ValueReader forText(ByteReader from) {
    return new ValueReader(from, null, true);
  }

  /**
   * Decodes a value.
   *
   * @throws DamagedDataException if it cannot be decoded
   */
  @Nullable Object read() {
    if (++depth > ValueWriter.MOST_DEEP) {
      throw new DamagedDataException("a value is nested too deep");
    }
    Object value = readPlain();
    depth--;
    return value;
  }

  private @Nullable Object readPlain() {
    Tag tag = Tag.read(from);
    if (isText) {
      Object asText = asText(tag);
      if (asText != NO_TEXT) {
        return asText;
      }
    }
    return switch (tag) {
      case NULL -> null;
      case TRUE -> true;
      case FALSE -> false;
      case INT -> (int) from.signed();
      case LONG -> from.signed();
      case SHORT -> (short) from.signed();
      case BYTE -> (byte) from.signed();
      case CHAR -> (char) from.signed();
      case FLOAT -> Float.intBitsToFloat(from.fourBytes());
      case DOUBLE -> Double.longBitsToDouble(from.eightBytes());
      case TEXT -> from.text();
      case BYTES -> from.sized();
      case MOMENT -> new Moment(from.signed());
      case INSTANT -> instant();
      case DURATION -> Duration.ofSeconds(from.signed(), nanos());
      case PATH -> Addresses.path(from);
      case PATH_ELSEWHERE -> Addresses.pathElsewhere(from);
      case INET_ADDRESS -> Addresses.address(from);
      case SOCKET_ADDRESS -> Addresses.socketAddress(from);
      case UNRESOLVED_ADDRESS -> Addresses.unresolved(from);
      case UNIX_ADDRESS -> unixAddress();
      case UNIX_DOMAIN_ADDRESS -> UnixDomainSocketAddress.of(from.text());
      case NETWORK_INTERFACE -> networkInterface();
      case HANDLE -> new RecordedHandle(from.signed());
      case LIST -> elements();
      case FIXED_LIST -> Arrays.asList(elements().toArray());
      case IMMUTABLE_LIST -> Collections.unmodifiableList(elements());
      case SET -> new LinkedHashSet<>(elements());
      case IMMUTABLE_SET -> Collections.unmodifiableSet(new LinkedHashSet<>(elements()));
      case MAP -> map();
      case IMMUTABLE_MAP -> Collections.unmodifiableMap(map());
      case OPTIONAL -> Optional.ofNullable(read());
      case ENUM -> constant();
      case RECORD -> composed();
      case ARRAY -> array();
      case FILE_TIME -> FileTime.from(instant());
      case ATTRIBUTES -> RecordedAttributes.read(this, from);
      case PRINCIPAL -> new RecordedAttributes.Principal(from.text());
      case WATCH_EVENT -> RecordedWatchEvent.read(this, from);
      case CLASS -> found(from.text());
      case UUID -> new UUID(from.eightBytes(), from.eightBytes());
      case BIG_INTEGER -> bigInteger();
      case BIG_DECIMAL -> new BigDecimal(bigInteger(), (int) from.signed());
      case NAMED -> new RecordedName(from.text());
      case CHECKED -> Map.entry(from.text(), Optional.ofNullable(read()));
      case FAILURE -> new FailureReader(from, loader).read();
      case SERIALIZED -> Serialized.read(from.sized(), loader);
    };
  }

  private Object asText(Tag tag) {
    return switch (tag) {
      case PATH, PATH_ELSEWHERE, UNIX_DOMAIN_ADDRESS, NETWORK_INTERFACE, CLASS ->
          new RecordedName(from.text());
      case ENUM -> {
        String _ = from.text();
        yield new RecordedName(from.text());
      }
      case RECORD -> {
        String name = from.text();
        yield Map.entry(
            name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf('$')) + 1), elements());
      }
      case ARRAY -> {
        String _ = from.text();
        yield elements();
      }
      case FAILURE -> new RecordedName(FailureReader.text(from));
      case SERIALIZED -> new RecordedName("an object of " + from.sized().length + " bytes");
      default -> NO_TEXT;
    };
  }

  private Instant instant() {
    long seconds = from.signed();
    try {
      return Instant.ofEpochSecond(seconds, nanos());
    } catch (DateTimeException | ArithmeticException outOfRange) {
      throw new DamagedDataException("a time of " + seconds + " seconds");
    }
  }

  private int nanos() {
    long nanos = from.number();
    if (nanos < 0 || nanos > 999_999_999) {
      throw new DamagedDataException("a fraction of " + nanos + " ns");
    }
    return (int) nanos;
  }

  private UnixAddress unixAddress() {
    String text = from.text();
    return text.isEmpty() ? UnixAddress.UNNAMED : UnixAddress.of(text);
  }

  private @Nullable NetworkInterface networkInterface() {
    try {
      return NetworkInterface.getByName(from.text());
    } catch (SocketException unknown) {
      return null;
    }
  }

  private BigInteger bigInteger() {
    byte[] bytes = from.sized();
    if (bytes.length == 0) {
      throw new DamagedDataException("a number without digits");
    }
    return new BigInteger(bytes);
  }

  private List<@Nullable Object> elements() {
    int count = from.count(1);
    var elements = new ArrayList<@Nullable Object>();
    for (int i = 0; i < count; i++) {
      elements.add(read());
    }
    return elements;
  }

  private Map<@Nullable Object, @Nullable Object> map() {
    int count = from.count(2);
    var map = new LinkedHashMap<@Nullable Object, @Nullable Object>();
    for (int i = 0; i < count; i++) {
      Object key = read();
      map.put(key, read());
    }
    return map;
  }

  private Class<?> found(String name) {
    try {
      return Class.forName(name, false, loader);
    } catch (ClassNotFoundException | LinkageError missing) {
      throw new DamagedDataException("the program has no class " + name);
    }
  }

  private Object constant() {
    Class<?> type = found(from.text());
    String name = from.text();
    Object[] constants = type.getEnumConstants();
    if (constants != null) {
      for (Object constant : constants) {
        if (((Enum<?>) constant).name().equals(name)) {
          return constant;
        }
      }
    }
    throw new DamagedDataException(type + " has no constant " + name);
  }

  private Object composed() {
    Class<?> type = found(from.text());
    if (!type.isRecord()) {
      throw new DamagedDataException(type + " is no record");
    }
    @Nullable Object[] values = new Object[from.count(1)];
    for (int i = 0; i < values.length; i++) {
      values[i] = read();
    }
    return RecordShape.of(type).create(values);
  }

  private Object array() {
    String name = from.text();
    Class<?> component = Class.forPrimitiveName(name);
    if (component == null) {
      component = found(name);
    } else if (component == void.class) {
      throw new DamagedDataException("an array of void");
    }
    int length = from.count(1);
    Object array = Array.newInstance(component, length);
    for (int i = 0; i < length; i++) {
      try {
        Array.set(array, i, read());
      } catch (IllegalArgumentException wrong) {
        throw new DamagedDataException("an element that no array of " + component + " holds");
      }
    }
    return array;
  }

  /** What a recording has only as text. */
  record RecordedName(String text) {
    @Override
    public String toString() {
      return text;
    }
  }
}
