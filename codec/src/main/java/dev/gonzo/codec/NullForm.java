package dev.gonzo.codec;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The type {@code Void}: there is nothing to write. */
enum NullForm implements Shape {
  NULL;

  @Override
  public void write(Output output, @Nullable Object value) {}

  @Override
  public @Nullable Object read(Input input) {
    return null;
  }

  @Override
  public String describe(Set<Shape> described) {
    return "Void";
  }
}
