package dev.gonzo.codec;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A value that may be null: a byte comes before it. */
record Presence(Shape shape) implements Shape {
  @Override
  public void write(Output output, @Nullable Object value) {
    output.oneByte(value == null ? 0 : 1);
    if (value != null) {
      shape.write(output, value);
    }
  }

  @Override
  public @Nullable Object read(Input input) throws DamagedValueException {
    return flag(input) ? shape.read(input) : null;
  }

  static boolean flag(Input input) throws DamagedValueException {
    int value = input.oneByte();
    if (value > 1) {
      throw new DamagedValueException("a byte that is 0 or 1 is " + value);
    }
    return value == 1;
  }

  @Override
  public String describe(Set<Shape> described) {
    return shape.describe(described);
  }
}
