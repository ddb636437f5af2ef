package dev.gonzo.codec;

import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An optional: whether there is a value, and the value. */
record OptionalForm(Shape shape) implements Shape {
  @Override
  public void write(Output output, @Nullable Object value) {
    if (!(value instanceof Optional<?> optional)) {
      throw new IllegalArgumentException("null has no form here");
    }
    output.enter();
    output.oneByte(optional.isPresent() ? 1 : 0);
    optional.ifPresent(its -> shape.write(output, its));
    output.leave();
  }

  @Override
  public Object read(Input input) throws DamagedValueException {
    if (!Presence.flag(input)) {
      return Optional.empty();
    }
    input.enter();
    Object value = shape.read(input);
    input.leave();
    if (value == null) {
      throw new DamagedValueException("an optional has the value null");
    }
    return Optional.of(value);
  }

  @Override
  public String describe(Set<Shape> described) {
    return "Optional<" + shape.describe(described) + ">";
  }
}
