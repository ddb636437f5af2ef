package dev.gonzo.sim.statics;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A static field of a program, and what can be seen of its value. */
record StaticField(Field field) {
  private static final int MOST_ELEMENTS = 10_000;
  private static final String JDK = "java.util.";
  private static final String OBJECT = "an object";

  /** The static fields of a class whose values can change. */
  static List<StaticField> of(Class<?> type) {
    List<StaticField> fields = new ArrayList<>();
    for (Field field : type.getDeclaredFields()) {
      boolean isConstant =
          Modifier.isFinal(field.getModifiers())
              && (field.getType().isPrimitive() || field.getType() == String.class);
      if (Modifier.isStatic(field.getModifiers()) && !field.isSynthetic() && !isConstant) {
        if (field.trySetAccessible()) {
          fields.add(new StaticField(field));
        }
      }
    }
    return fields;
  }

  String name() {
    return field.getDeclaringClass().getSimpleName() + "." + field.getName();
  }

  /** The class that declares it. */
  Class<?> type() {
    return field.getDeclaringClass();
  }

  /** The same field of another class, such as its copy in another loader. */
  StaticField in(Class<?> copy) throws NoSuchFieldException {
    Field same = copy.getDeclaredField(field.getName());
    same.setAccessible(true);
    return new StaticField(same);
  }

  /**
   * What it shows now: a value, or the identity of an object, and those in it if it is a collection
   * of the JDK, an array, or an atomic value. Equal if nothing has changed that can be seen.
   */
  List<Object> seen() {
    return shown(StaticField::identity);
  }

  /** The same without identities: what can be compared with the field of a copy of its class. */
  List<Object> shape() {
    return shown(StaticField::kind);
  }

  private List<Object> shown(Function<@Nullable Object, Object> shows) {
    List<Object> shown = new ArrayList<>();
    Object value;
    try {
      value = field.get(null);
    } catch (IllegalAccessException impossible) {
      throw new AssertionError(impossible);
    }
    shown.add(shows.apply(value));
    switch (value) {
      case null -> {}
      case AtomicInteger number -> shown.add(number.get());
      case AtomicLong number -> shown.add(number.get());
      case AtomicBoolean flag -> shown.add(flag.get());
      case AtomicReference<?> reference -> shown.add(shows.apply(reference.get()));
      case Object[] array -> addAll(shown, Arrays.asList(array), shows);
      case int[] array -> shown.add(Arrays.hashCode(array));
      case long[] array -> shown.add(Arrays.hashCode(array));
      case byte[] array -> shown.add(Arrays.hashCode(array));
      case boolean[] array -> shown.add(Arrays.hashCode(array));
      case Collection<?> collection when isOfJdk(collection) -> addAll(shown, collection, shows);
      case Map<?, ?> map when isOfJdk(map) -> {
        addAll(shown, map.keySet(), shows);
        addAll(shown, map.values(), shows);
      }
      default -> {}
    }
    return shown;
  }

  /** Code of the program's own collections is not run. */
  private static boolean isOfJdk(Object value) {
    return value.getClass().getName().startsWith(JDK);
  }

  private static void addAll(
      List<Object> shown, Collection<?> values, Function<@Nullable Object, Object> shows) {
    int count = 0;
    for (Object each : values) {
      if (count++ < MOST_ELEMENTS) {
        shown.add(shows.apply(each));
      }
    }
    shown.add(values.size());
  }

  private static Object identity(@Nullable Object value) {
    return value != null && kind(value).equals(OBJECT)
        ? "@" + System.identityHashCode(value)
        : kind(value);
  }

  private static Object kind(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case Byte number -> number;
      case Short number -> number;
      case Integer number -> number;
      case Long number -> number;
      case Float number -> number;
      case Double number -> number;
      case String text -> text;
      case Boolean flag -> flag;
      case Character one -> one;
      case Enum<?> constant -> constant.name();
      default -> OBJECT;
    };
  }
}
