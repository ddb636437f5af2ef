package dev.gonzo.recorder.format;

import dev.gonzo.Cancelled;
import dev.gonzo.recorder.event.Bytes;
import org.jspecify.annotations.Nullable;

/** Decodes what {@link FailureWriter} has encoded. */
final class FailureReader {
  private final ByteReader from;
  private final @Nullable ClassLoader loader;

  FailureReader(ByteReader from, @Nullable ClassLoader loader) {
    this.from = from;
    this.loader = loader;
  }

  Throwable read() {
    return read(0);
  }

  /** An encoded exception as text; no class of the program is loaded. */
  static String textOf(Bytes failure) {
    try {
      return text(new ByteReader(failure));
    } catch (DamagedDataException damaged) {
      return "an exception that cannot be decoded: " + damaged.getMessage();
    }
  }

  static String text(ByteReader from) {
    return text(from, 0);
  }

  private static String text(ByteReader from, int depth) {
    if (depth > FailureWriter.MOST_CAUSES) {
      throw new DamagedDataException("an exception has too many causes");
    }
    int kind = from.oneByte();
    return switch (kind) {
      case FailureWriter.CANCELLED ->
          "cancelled: " + from.text() + " (requested by " + from.text() + ")";
      case FailureWriter.OF_FILE -> {
        String name = from.text();
        yield name + nullable(from) + nullable(from) + nullable(from);
      }
      case FailureWriter.SERIALIZED -> {
        String name = from.text();
        yield name + nullable(from) + (from.sized().length > 0 ? "" : ", empty");
      }
      case FailureWriter.CONSTRUCTED, FailureWriter.NAMED -> {
        String name = from.text() + nullable(from);
        yield from.flag() ? name + ", caused by " + text(from, depth + 1) : name;
      }
      default -> throw new DamagedDataException("an unknown kind of exception");
    };
  }

  private static String nullable(ByteReader from) {
    return from.flag() ? ": " + from.text() : "";
  }

  private Throwable read(int depth) {
    if (depth > FailureWriter.MOST_CAUSES) {
      throw new DamagedDataException("an exception has too many causes");
    }
    return switch (from.oneByte()) {
      case FailureWriter.CANCELLED -> new Cancelled(from.text(), from.text());
      case FailureWriter.OF_FILE -> ofFile();
      case FailureWriter.SERIALIZED -> serialized();
      case FailureWriter.CONSTRUCTED -> constructed(depth, true);
      case FailureWriter.NAMED -> constructed(depth, false);
      default -> throw new DamagedDataException("an unknown kind of exception");
    };
  }

  private Throwable serialized() {
    String _ = from.text();
    String _ = text();
    if (Serialized.read(from.sized(), loader) instanceof Throwable failure) {
      failure.setStackTrace(Thread.currentThread().getStackTrace());
      return failure;
    }
    throw new DamagedDataException("an object in the place of an exception");
  }

  private @Nullable String text() {
    return from.flag() ? from.text() : null;
  }

  private Throwable ofFile() {
    String name = from.text();
    String file = text();
    String other = text();
    String reason = text();
    Class<?> type = exceptionClass(name);
    Throwable made = type == null ? null : Construction.ofFile(type, file, other, reason);
    return made != null ? made : new RecordedException(name, reason, null);
  }

  private Throwable constructed(int depth, boolean isPossible) {
    String name = from.text();
    String message = text();
    Throwable cause = from.flag() ? read(depth + 1) : null;
    Class<?> type = isPossible ? exceptionClass(name) : null;
    Throwable made = type == null ? null : Construction.of(type, message, cause);
    return made != null ? made : new RecordedException(name, message, cause);
  }

  private @Nullable Class<?> exceptionClass(String name) {
    try {
      Class<?> type = Class.forName(name, false, loader);
      return Throwable.class.isAssignableFrom(type) ? type : null;
    } catch (ClassNotFoundException | LinkageError missing) {
      return null;
    }
  }

  /** An exception whose class could not be created again. */
  private static final class RecordedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    RecordedException(String type, @Nullable String message, @Nullable Throwable cause) {
      super("recorded: " + type + (message == null ? "" : ": " + message), cause);
    }
  }
}
