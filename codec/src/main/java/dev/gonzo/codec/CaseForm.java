package dev.gonzo.codec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** A sealed interface: which case it is, and the case. */
final class CaseForm implements Shape {
  private final Class<?> type;
  private final Map<Class<?>, Integer> places = new LinkedHashMap<>();
  private final List<Shape> shapes = new ArrayList<>();

  CaseForm(Class<?> type) {
    this.type = type;
  }

  void add(Class<?> permitted, Shape shape) {
    places.put(permitted, shapes.size());
    shapes.add(shape);
  }

  @Override
  public void write(Output output, @Nullable Object value) {
    if (value == null) {
      throw new IllegalArgumentException("null has no form here");
    }
    // A constant with a body has a class of its own.
    Class<?> own =
        value instanceof Enum<?> constant ? constant.getDeclaringClass() : value.getClass();
    Integer place = places.get(own);
    if (place == null) {
      throw new UnsupportedTypeException(own.getName() + " is no case of " + type.getName());
    }
    output.unsigned(place);
    shapes.get(place).write(output, value);
  }

  @Override
  public @Nullable Object read(Input input) throws DamagedValueException {
    long place = input.unsigned();
    if (place < 0 || place >= shapes.size()) {
      throw new DamagedValueException(type.getSimpleName() + " has no case " + place);
    }
    return shapes.get((int) place).read(input);
  }

  @Override
  public String describe(Set<Shape> described) {
    if (!described.add(this)) {
      return type.getSimpleName();
    }
    var text = new StringJoiner("|", type.getSimpleName() + "(", ")");
    shapes.forEach(shape -> text.add(shape.describe(described)));
    return text.toString();
  }
}
