package dev.gonzo.codec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Values of several types: a byte says which, and the name follows if it was registered. */
final class AnyShape implements Shape {
  private static final int NULL = 0;
  private static final int LIST = 1;
  private static final int SET = 2;
  private static final int MAP = 3;
  private static final int OPTIONAL = 4;
  private static final int REGISTERED = 5;

  private final Shape list = new CollectionForm(this, false);
  private final Shape set = new CollectionForm(this, true);
  private final Shape map = new MapForm(this, this);
  private final Shape optional = new OptionalForm(this);
  private final Map<String, Shape> byName = new LinkedHashMap<>();
  private final Map<Class<?>, String> names = new LinkedHashMap<>();

  private AnyShape() {}

  static AnyShape of(List<Class<?>> registered) {
    var any = new AnyShape();
    for (Class<?> type : registered) {
      any.register(type);
    }
    return any;
  }

  private void register(Class<?> type) {
    if (type.isInterface() && type.isSealed()) {
      for (Class<?> permitted : type.getPermittedSubclasses()) {
        register(permitted);
      }
      return;
    }
    if (!type.isRecord() && !type.isEnum()) {
      throw new UnsupportedTypeException(
          type.getName()
              + " cannot be registered: only records, enums and sealed interfaces of them are");
    }
    if (names.containsKey(type)) {
      return;
    }
    String name = type.getSimpleName();
    if (byName.put(name, new ShapeReader().ofClass(type, name)) != null) {
      throw new UnsupportedTypeException("two registered types have the name " + name);
    }
    names.put(type, name);
  }

  @Override
  public void write(Output output, @Nullable Object value) {
    switch (value) {
      case null -> output.oneByte(NULL);
      case List<?> _ -> tagged(output, LIST, list, value);
      case Set<?> _ -> tagged(output, SET, set, value);
      case Map<?, ?> _ -> tagged(output, MAP, map, value);
      case Optional<?> _ -> tagged(output, OPTIONAL, optional, value);
      default -> writeSimple(output, value);
    }
  }

  private static void tagged(Output output, int tag, Shape shape, Object value) {
    output.oneByte(tag);
    shape.write(output, value);
  }

  private void writeSimple(Output output, Object value) {
    Plain plain = Plain.of(value.getClass());
    if (plain != null) {
      tagged(output, plain.tag, plain, value);
      return;
    }
    Class<?> type =
        value instanceof Enum<?> constant ? constant.getDeclaringClass() : value.getClass();
    String name = names.get(type);
    if (name == null) {
      throw new UnsupportedTypeException(
          "a value of "
              + type.getName()
              + " cannot be written: it is neither plain nor one of the registered "
              + byName.keySet());
    }
    Shape shape = shapeOf(name);
    output.oneByte(REGISTERED);
    Plain.STRING.write(output, name);
    output.fixedInt(shape.describe().hashCode());
    shape.write(output, value);
  }

  private Shape shapeOf(String name) {
    Shape shape = byName.get(name);
    if (shape == null) {
      throw new AssertionError(name);
    }
    return shape;
  }

  @Override
  public @Nullable Object read(Input input) throws DamagedValueException {
    int tag = input.oneByte();
    return switch (tag) {
      case NULL -> null;
      case LIST -> list.read(input);
      case SET -> set.read(input);
      case MAP -> map.read(input);
      case OPTIONAL -> optional.read(input);
      case REGISTERED -> readRegistered(input);
      default -> {
        Plain plain = Plain.ofTag(tag);
        if (plain == null) {
          throw new DamagedValueException("there is no type " + tag);
        }
        yield plain.read(input);
      }
    };
  }

  private @Nullable Object readRegistered(Input input) throws DamagedValueException {
    String name = (String) Plain.STRING.read(input);
    Shape shape = byName.get(name);
    if (shape == null) {
      throw new DamagedValueException(
          "the type " + name + " is not one of the registered " + new ArrayList<>(byName.keySet()));
    }
    if (input.fixedInt() != shape.describe().hashCode()) {
      throw new DamagedValueException(
          "these bytes are no "
              + shape.describe()
              + ": they were written by another version of it");
    }
    return shape.read(input);
  }

  @Override
  public String describe(Set<Shape> described) {
    return "Any";
  }
}
