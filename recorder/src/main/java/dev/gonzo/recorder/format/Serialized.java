package dev.gonzo.recorder.format;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputFilter.Status;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.Serializable;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Values in Java's own serialization, for those that have no encoding of ours: values of the JDK,
 * and exceptions with what is in them. A recording can be hostile, so no other classes are read:
 * deserializing an object of any class can run code of it.
 */
final class Serialized {
  private static final int MOST_DEEP = 200;
  private static final int MOST_REFERENCES = 1_000_000;
  private static final Set<String> VALUES =
      Set.of(
          "java.lang",
          "java.math",
          "java.net",
          "java.time",
          "java.time.chrono",
          "java.time.zone",
          "java.text",
          "java.util",
          "java.util.concurrent",
          "java.util.concurrent.atomic",
          "java.sql");

  private Serialized() {}

  /**
   * Serializes a value.
   *
   * @throws NotRecordedException if it could not be read again
   */
  static byte[] of(Object value, @Nullable ClassLoader loader) {
    if (!(value instanceof Serializable)) {
      throw new NotRecordedException(value.getClass() + " has no encoding");
    }
    var bytes = new ByteArrayOutputStream();
    try (var out = new ObjectOutputStream(bytes)) {
      out.writeObject(value);
    } catch (IOException | RuntimeException | StackOverflowError refused) {
      throw new NotRecordedException(value.getClass() + " cannot be serialized: " + refused);
    }
    byte[] serialized = bytes.toByteArray();
    try {
      if (read(serialized, loader).getClass() != value.getClass()) {
        throw new NotRecordedException(value.getClass() + " is replaced when it is serialized");
      }
    } catch (DamagedDataException refused) {
      throw new NotRecordedException(value.getClass() + ": " + refused.getMessage());
    }
    return serialized;
  }

  static Object read(byte[] serialized, @Nullable ClassLoader loader) {
    try (var in = new OfLoader(new ByteArrayInputStream(serialized), loader)) {
      in.setObjectInputFilter(new Allowed(serialized.length));
      Object value = in.readObject();
      if (value == null) {
        throw new DamagedDataException("there is no object");
      }
      return value;
    } catch (IOException | ClassNotFoundException | LinkageError | StackOverflowError refused) {
      throw new DamagedDataException("an object cannot be read: " + refused);
    } catch (DamagedDataException damaged) {
      throw damaged;
    } catch (RuntimeException refused) {
      throw new DamagedDataException("an object cannot be read: " + refused);
    }
  }

  /** Allows values of the JDK, exceptions, and the classes in the packages of those exceptions. */
  private static final class Allowed implements ObjectInputFilter {
    private final int size;
    private @Nullable String packageOfException;

    Allowed(int size) {
      this.size = size;
    }

    @Override
    public Status checkInput(FilterInfo info) {
      // An array cannot have more elements than there are bytes.
      if (info.depth() > MOST_DEEP
          || info.references() > MOST_REFERENCES
          || info.arrayLength() > size) {
        return Status.REJECTED;
      }
      Class<?> type = info.serialClass();
      return type == null ? Status.UNDECIDED : allowed(type) ? Status.ALLOWED : Status.REJECTED;
    }

    private boolean allowed(Class<?> given) {
      Class<?> type = given;
      while (type.isArray()) {
        type = type.getComponentType();
      }
      if (type.isPrimitive() || type.isEnum()) {
        return true;
      }
      if (Throwable.class.isAssignableFrom(type)) {
        if (packageOfException == null) {
          packageOfException = type.getPackageName();
        }
        return true;
      }
      return (VALUES.contains(type.getPackageName()) && isOfJdk(type))
          || (type.getPackageName().equals(packageOfException) && !isOfJdk(type));
    }

    private static boolean isOfJdk(Class<?> type) {
      ClassLoader loader = type.getClassLoader();
      return loader == null || loader == ClassLoader.getPlatformClassLoader();
    }
  }

  private static final class OfLoader extends ObjectInputStream {
    private final @Nullable ClassLoader loader;

    OfLoader(ByteArrayInputStream from, @Nullable ClassLoader loader) throws IOException {
      super(from);
      this.loader = loader;
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass description)
        throws IOException, ClassNotFoundException {
      try {
        return Class.forName(description.getName(), false, loader);
      } catch (ClassNotFoundException missing) {
        return super.resolveClass(description);
      }
    }

    @Override
    protected Class<?> resolveProxyClass(String[] interfaces) throws ClassNotFoundException {
      throw new ClassNotFoundException("a proxy in a recording");
    }
  }
}
