package dev.gonzo.codec;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the shape of a type, and of all that it consists of. */
final class ShapeReader {
  private static final Map<Class<?>, Plain> PRIMITIVES =
      Map.of(
          boolean.class, Plain.BOOLEAN,
          byte.class, Plain.BYTE,
          short.class, Plain.SHORT,
          char.class, Plain.CHAR,
          int.class, Plain.INT,
          long.class, Plain.LONG,
          float.class, Plain.FLOAT,
          double.class, Plain.DOUBLE);

  // Those that were begun: a record may contain itself.
  private final Map<Class<?>, Shape> known = new LinkedHashMap<>();

  Shape read(Class<?> type) {
    return type == Void.class ? NullForm.NULL : read(type, type.getSimpleName());
  }

  private Shape read(Type type, String place) {
    return switch (type) {
      case Class<?> plain when PRIMITIVES.containsKey(plain) -> primitive(plain);
      case Class<?> plain -> new Presence(ofClass(plain, place));
      case ParameterizedType generic -> new Presence(ofGeneric(generic, place));
      case WildcardType wildcard when wildcard.getUpperBounds()[0] != Object.class ->
          read(wildcard.getUpperBounds()[0], place);
      default -> throw unsupported(type, place);
    };
  }

  private static Shape primitive(Class<?> type) {
    Plain plain = PRIMITIVES.get(type);
    if (plain == null) {
      throw new AssertionError(type);
    }
    return new Primitive(plain, type.getName());
  }

  /** Returns the shape of the values of a class that are not null. */
  Shape ofClass(Class<?> type, String place) {
    Plain plain = Plain.of(type);
    if (plain != null) {
      return plain;
    }
    Shape begun = known.get(type);
    if (begun != null) {
      return begun;
    }
    if (type.isEnum()) {
      var form = new EnumForm(type);
      known.put(type, form);
      return form;
    }
    if (type.isRecord()) {
      return ofRecord(type, place);
    }
    if (type.isSealed() && type.isInterface()) {
      return ofCases(type, place);
    }
    throw unsupported(type, place);
  }

  private Shape ofRecord(Class<?> type, String place) {
    if (type.getTypeParameters().length > 0) {
      throw new UnsupportedTypeException(
          place + ": a record with type parameters cannot be written: " + type.getName());
    }
    var form = new RecordForm(type);
    known.put(type, form);
    var shapes = new ArrayList<Shape>();
    for (RecordComponent component : type.getRecordComponents()) {
      shapes.add(read(component.getGenericType(), place + "." + component.getName()));
    }
    form.consistsOf(shapes);
    return form;
  }

  private Shape ofCases(Class<?> type, String place) {
    var form = new CaseForm(type);
    known.put(type, form);
    for (Class<?> permitted : allCases(type)) {
      form.add(permitted, ofClass(permitted, place + "(" + permitted.getSimpleName() + ")"));
    }
    return form;
  }

  /** Returns the classes of a sealed interface, those of sealed interfaces within it included. */
  private static List<Class<?>> allCases(Class<?> type) {
    var all = new ArrayList<Class<?>>();
    for (Class<?> permitted : type.getPermittedSubclasses()) {
      if (permitted.isInterface() && permitted.isSealed()) {
        all.addAll(allCases(permitted));
      } else {
        all.add(permitted);
      }
    }
    return all.stream().distinct().toList();
  }

  private Shape ofGeneric(ParameterizedType type, String place) {
    Type[] parameters = type.getActualTypeArguments();
    Type raw = type.getRawType();
    if (raw == List.class) {
      return new CollectionForm(read(parameters[0], place + "[]"), false);
    } else if (raw == Set.class) {
      return new CollectionForm(read(parameters[0], place + "[]"), true);
    } else if (raw == Map.class) {
      return new MapForm(
          read(parameters[0], place + ".key"), read(parameters[1], place + ".value"));
    } else if (raw == Optional.class) {
      return new OptionalForm(read(parameters[0], place + ".value"));
    }
    throw unsupported(type, place);
  }

  private static UnsupportedTypeException unsupported(Type type, String place) {
    return new UnsupportedTypeException(
        place
            + ": "
            + type.getTypeName()
            + " cannot be written: use records, enums, sealed interfaces of records, strings,"
            + " numbers, byte[], times, UUID, and List, Set, Map and Optional of these");
  }

  /** A primitive type, which has another name than its box and is never null. */
  private record Primitive(Plain plain, String name) implements Shape {
    @Override
    public void write(Output output, @Nullable Object value) {
      plain.write(output, value);
    }

    @Override
    public Object read(Input input) throws DamagedValueException {
      return plain.read(input);
    }

    @Override
    public String describe(Set<Shape> described) {
      return name;
    }
  }
}
