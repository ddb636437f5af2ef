package dev.gonzo.cli.replay;

import com.sun.jdi.ArrayReference;
import com.sun.jdi.ClassType;
import com.sun.jdi.Field;
import com.sun.jdi.IntegerValue;
import com.sun.jdi.LongValue;
import com.sun.jdi.ObjectReference;
import com.sun.jdi.StringReference;
import com.sun.jdi.Value;
import java.time.Duration;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's objects whose fields say little: boxed and atomic values, enums, collections,
 * durations. A class whose fields are not the expected ones is shown as any other.
 */
final class KnownObjects {
  /** Chains of a map and nodes of a list that are followed. */
  private static final int MOST = 64;

  private KnownObjects() {}

  /** What an object holds. */
  sealed interface Known {}

  /** One value, in place of the object. */
  record Single(@Nullable Value value) implements Known {}

  /** A text. */
  record Word(String text) implements Known {}

  /** The first elements of a collection, and how many it has. */
  record Several(List<@Nullable Value> values, int size) implements Known {}

  /** The first pairs of a map, and how many it has. */
  record Pairs(List<Map.Entry<@Nullable Value, @Nullable Value>> pairs, int size)
      implements Known {}

  /** {@return what it holds; empty if it is none of them} */
  static Optional<Known> of(ObjectReference object) {
    try {
      return Optional.ofNullable(find(object));
    } catch (MissingField changed) {
      return Optional.empty(); // in this version of the JDK
    }
  }

  private static @Nullable Known find(ObjectReference object) throws MissingField {
    if (object.referenceType() instanceof ClassType type && type.isEnum()) {
      return new Word(((StringReference) require(get(object, "name"))).value());
    }
    return switch (object.referenceType().name()) {
      case "java.lang.Integer",
          "java.lang.Long",
          "java.lang.Short",
          "java.lang.Byte",
          "java.lang.Character",
          "java.lang.Boolean",
          "java.lang.Double",
          "java.lang.Float",
          "java.util.concurrent.atomic.AtomicInteger",
          "java.util.concurrent.atomic.AtomicLong",
          "java.util.concurrent.atomic.AtomicReference",
          "java.util.Optional" ->
          new Single(get(object, "value"));
      case "java.util.concurrent.atomic.AtomicBoolean" ->
          new Word(number(object, "value") == 0 ? "false" : "true");
      case "java.time.Duration" ->
          new Word(
              Duration.ofSeconds(number(object, "seconds"), number(object, "nanos")).toString());
      case "java.net.InetSocketAddress" ->
          address((ObjectReference) require(get(object, "holder")));
      case "sun.nio.fs.UnixPath" -> new Single(get(object, "path"));
      case "dev.gonzo.kernel.loop.LoopTask" ->
          new Word("task " + text(object, "name") + "#" + number(object, "id"));
      case "dev.gonzo.Moment" -> new Word(Duration.ofNanos(number(object, "nanos")).toString());
      case "java.util.ArrayList" ->
          new Several(prefix(get(object, "elementData"), size(object)), size(object));
      case "java.util.Arrays$ArrayList" -> whole(get(object, "a"));
      case "java.util.ImmutableCollections$ListN" -> whole(get(object, "elements"));
      case "java.util.ImmutableCollections$List12" -> pair(object);
      case "java.util.ArrayDeque" -> deque(object);
      case "java.util.LinkedList" -> chain(object);
      case "java.util.HashMap", "java.util.LinkedHashMap" -> map(object);
      case "java.util.HashSet", "java.util.LinkedHashSet" ->
          keys(map((ObjectReference) require(get(object, "map"))));
      case "java.util.concurrent.ConcurrentHashMap" -> concurrentMap(object);
      case "java.util.ImmutableCollections$MapN" -> immutableMap(object);
      case "java.util.ImmutableCollections$Map1" ->
          new Pairs(List.of(entry(get(object, "k0"), get(object, "v0"))), 1);
      default -> null;
    };
  }

  private static String text(ObjectReference object, String field) throws MissingField {
    return get(object, field) instanceof StringReference text ? text.value() : "task";
  }

  private static Known address(ObjectReference holder) throws MissingField {
    long port = number(holder, "port");
    if (get(holder, "addr") instanceof ObjectReference ip
        && ip.referenceType().name().equals("java.net.Inet4Address")) {
      int bits = (int) number((ObjectReference) require(get(ip, "holder")), "address");
      return new Word(
          "%d.%d.%d.%d:%d"
              .formatted(bits >>> 24, bits >> 16 & 0xff, bits >> 8 & 0xff, bits & 0xff, port));
    }
    return new Word(text(holder, "hostname") + ":" + port);
  }

  private static Known pair(ObjectReference object) throws MissingField {
    List<@Nullable Value> values = new ArrayList<>();
    values.add(get(object, "e0"));
    // The second is the set of empty slots if there is only one.
    if (get(object, "e1") instanceof ObjectReference second
        && !second.referenceType().name().equals("java.lang.Object")) {
      values.add(second);
    }
    return new Several(values, values.size());
  }

  private static Known deque(ObjectReference object) throws MissingField {
    var elements = (ArrayReference) require(get(object, "elements"));
    int head = (int) number(object, "head");
    int tail = (int) number(object, "tail");
    int size = Math.floorMod(tail - head, elements.length());
    List<@Nullable Value> values = new ArrayList<>();
    for (int i = 0; i < Math.min(size, MOST); i++) {
      values.add(elements.getValue((head + i) % elements.length()));
    }
    return new Several(values, size);
  }

  private static Known chain(ObjectReference object) throws MissingField {
    List<@Nullable Value> values = new ArrayList<>();
    Value node = get(object, "first");
    while (node instanceof ObjectReference next && values.size() < MOST) {
      values.add(get(next, "item"));
      node = get(next, "next");
    }
    return new Several(values, size(object));
  }

  private static Pairs map(ObjectReference map) throws MissingField {
    List<Map.Entry<@Nullable Value, @Nullable Value>> pairs = new ArrayList<>();
    if (map.referenceType().name().equals("java.util.LinkedHashMap")) {
      Value node = get(map, "head");
      while (node instanceof ObjectReference next && pairs.size() < MOST) {
        pairs.add(entry(get(next, "key"), get(next, "value")));
        node = get(next, "after");
      }
    } else if (get(map, "table") instanceof ArrayReference table) {
      addChains(table, pairs, "value");
    }
    return new Pairs(pairs, size(map));
  }

  private static Known keys(Pairs map) {
    List<@Nullable Value> keys = new ArrayList<>();
    map.pairs().forEach(pair -> keys.add(pair.getKey()));
    return new Several(keys, map.size());
  }

  private static Known concurrentMap(ObjectReference map) throws MissingField {
    List<Map.Entry<@Nullable Value, @Nullable Value>> pairs = new ArrayList<>();
    if (get(map, "table") instanceof ArrayReference table) {
      addChains(table, pairs, "val");
    }
    return new Pairs(pairs, pairs.size() < MOST ? pairs.size() : (int) number(map, "baseCount"));
  }

  private static void addChains(
      ArrayReference table,
      List<Map.Entry<@Nullable Value, @Nullable Value>> pairs,
      String valueField)
      throws MissingField {
    // In parts: a table may have millions of slots.
    for (int from = 0; from < table.length() && pairs.size() < MOST; from += MOST) {
      for (Value slot : table.getValues(from, Math.min(MOST, table.length() - from))) {
        Value node = slot;
        while (node instanceof ObjectReference next && pairs.size() < MOST) {
          pairs.add(entry(get(next, "key"), get(next, valueField)));
          node = get(next, "next");
        }
      }
    }
  }

  private static Known immutableMap(ObjectReference map) throws MissingField {
    List<Map.Entry<@Nullable Value, @Nullable Value>> pairs = new ArrayList<>();
    var table = (ArrayReference) require(get(map, "table"));
    for (int i = 0; i + 1 < table.length() && pairs.size() < MOST; i += 2) {
      if (table.getValue(i) != null) {
        pairs.add(entry(table.getValue(i), table.getValue(i + 1)));
      }
    }
    return new Pairs(pairs, size(map));
  }

  private static Map.Entry<@Nullable Value, @Nullable Value> entry(
      @Nullable Value key, @Nullable Value value) {
    return new AbstractMap.SimpleEntry<>(key, value);
  }

  private static Known whole(@Nullable Value array) throws MissingField {
    int size = ((ArrayReference) require(array)).length();
    return new Several(prefix(array, size), size);
  }

  private static List<@Nullable Value> prefix(@Nullable Value array, int size) throws MissingField {
    int count = Math.min(size, MOST);
    // A copy, because its elements may be null, which JDI does not declare.
    return count == 0
        ? new ArrayList<>()
        : new ArrayList<>(((ArrayReference) require(array)).getValues(0, count));
  }

  private static int size(ObjectReference object) throws MissingField {
    return (int) number(object, "size");
  }

  private static long number(ObjectReference object, String field) throws MissingField {
    return switch (get(object, field)) {
      case IntegerValue i -> i.value();
      case LongValue l -> l.value();
      case null, default -> throw new MissingField();
    };
  }

  private static @Nullable Value get(ObjectReference object, String name) throws MissingField {
    Field field = object.referenceType().fieldByName(name);
    if (field == null) {
      throw new MissingField();
    }
    return object.getValue(field);
  }

  private static Value require(@Nullable Value value) throws MissingField {
    if (value == null) {
      throw new MissingField();
    }
    return value;
  }

  private static final class MissingField extends Exception {
    private static final long serialVersionUID = 1;
  }
}
