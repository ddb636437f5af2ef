package dev.gonzo.codec;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How the values of one type are written and read. */
interface Shape {
  /** How deeply values may be nested: reading and writing are recursive, and a stack has an end. */
  int MOST_LEVELS = 64;

  /**
   * Writes a value.
   *
   * @throws TooLargeException if it does not fit
   */
  void write(Output output, @Nullable Object value);

  /**
   * Reads a value.
   *
   * @throws DamagedValueException if there is none
   */
  @Nullable Object read(Input input) throws DamagedValueException;

  /**
   * Returns all that decides what the bytes mean. A record or sealed interface is described where
   * it comes first, and named after that.
   */
  String describe(Set<Shape> described);

  /** Returns the description of this shape alone. */
  default String describe() {
    return describe(new HashSet<>());
  }
}
