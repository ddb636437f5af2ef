package dev.gonzo.codec;

import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** A record: its components one after the other. */
final class RecordForm implements Shape {
  private final Class<?> type;
  private final RecordComponent[] components;
  private final Method[] accessors;
  private final Constructor<?> constructor;
  // Filled when the shapes of the components are known: a record may contain itself.
  private List<Shape> shapes = List.of();

  RecordForm(Class<?> type) {
    this.type = type;
    this.components = type.getRecordComponents();
    this.accessors = new Method[components.length];
    Class<?>[] types = new Class<?>[components.length];
    try {
      for (int i = 0; i < components.length; i++) {
        types[i] = components[i].getType();
        accessors[i] = components[i].getAccessor();
        accessors[i].setAccessible(true);
      }
      constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
    } catch (NoSuchMethodException | InaccessibleObjectException closed) {
      throw new UnsupportedTypeException(
          "the components of "
              + type.getName()
              + " cannot be reached: open its package to dev.gonzo.codec",
          closed);
    }
  }

  void consistsOf(List<Shape> parts) {
    shapes = parts;
  }

  @Override
  public void write(Output output, @Nullable Object value) {
    output.enter();
    try {
      for (int i = 0; i < accessors.length; i++) {
        shapes.get(i).write(output, accessors[i].invoke(value));
      }
    } catch (InvocationTargetException failed) {
      throw new IllegalArgumentException(
          "an accessor of " + type.getSimpleName() + " failed", failed.getCause());
    } catch (IllegalAccessException impossible) {
      throw new AssertionError(impossible);
    } finally {
      output.leave();
    }
  }

  @Override
  public Object read(Input input) throws DamagedValueException {
    input.enter();
    @Nullable Object[] parts = new @Nullable Object[accessors.length];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = shapes.get(i).read(input);
    }
    input.leave();
    try {
      return constructor.newInstance(parts);
    } catch (InvocationTargetException refused) {
      Throwable reason = Objects.requireNonNullElse(refused.getCause(), refused);
      if (reason instanceof Error error && !(error instanceof AssertionError)) {
        throw error;
      }
      throw new DamagedValueException(
          type.getSimpleName() + " refuses what its bytes contain", reason);
    } catch (ReflectiveOperationException impossible) {
      throw new LinkageError("a record without its constructor", impossible);
    }
  }

  @Override
  public String describe(Set<Shape> described) {
    if (!described.add(this)) {
      return type.getSimpleName();
    }
    var text = new StringJoiner(",", type.getSimpleName() + "{", "}");
    for (int i = 0; i < components.length; i++) {
      text.add(components[i].getName() + ":" + shapes.get(i).describe(described));
    }
    return text.toString();
  }
}
