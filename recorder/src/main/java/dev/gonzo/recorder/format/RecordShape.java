package dev.gonzo.recorder.format;

import dev.gonzo.report.Rethrow;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The components of a record class, and its constructor. */
final class RecordShape {
  private static final ClassValue<RecordShape> SHAPES =
      new ClassValue<>() {
        @Override
        protected RecordShape computeValue(Class<?> type) {
          return new RecordShape(type);
        }
      };

  private final Class<?> type;
  private final RecordComponent[] components;
  private final @Nullable Constructor<?> constructor;

  private RecordShape(Class<?> type) {
    this.type = type;
    this.components = type.getRecordComponents();
    this.constructor = constructor(type, components);
    for (RecordComponent component : components) {
      boolean _ = component.getAccessor().trySetAccessible();
    }
  }

  static RecordShape of(Class<?> type) {
    return SHAPES.get(type);
  }

  RecordComponent[] components() {
    return components;
  }

  private static @Nullable Constructor<?> constructor(Class<?> type, RecordComponent[] components) {
    try {
      Constructor<?> canonical =
          type.getDeclaredConstructor(
              Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
      return canonical.trySetAccessible() ? canonical : null;
    } catch (NoSuchMethodException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /**
   * The values of a record's components.
   *
   * @throws NotRecordedException if the record could not be created again
   */
  @Nullable Object[] values(Record of) {
    if (constructor == null) {
      throw new NotRecordedException(type + " is not open to this module");
    }
    @Nullable Object[] values = new Object[components.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = value(components[i].getAccessor(), of);
    }
    return values;
  }

  /** The value of one component. */
  static @Nullable Object value(Method accessor, Object of) {
    try {
      return accessor.invoke(of);
    } catch (InvocationTargetException thrown) {
      throw Rethrow.unchecked(thrown.getCause() == null ? thrown : thrown.getCause());
    } catch (IllegalAccessException closed) {
      throw new NotRecordedException(closed.toString());
    }
  }

  Object create(@Nullable Object[] values) {
    if (constructor == null || values.length != components.length) {
      throw new DamagedDataException(
          type + " cannot be created from " + values.length + " components");
    }
    try {
      return constructor.newInstance(values);
    } catch (ReflectiveOperationException | IllegalArgumentException refused) {
      throw new DamagedDataException(type + " refuses its components: " + refused);
    }
  }
}
