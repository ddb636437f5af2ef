package dev.gonzo.recorder.format;

import dev.gonzo.Cancelled;
import dev.gonzo.report.Text;
import java.nio.file.FileSystemException;
import org.jspecify.annotations.Nullable;

/**
 * Encodes exceptions: as what their constructors need, if that gives an equal one; else in Java's
 * serialization; else as a class name and a message. A stack trace is not recorded: the replayed
 * exception has that of the replayed trap.
 */
final class FailureWriter {
  static final int CANCELLED = 0;
  static final int CONSTRUCTED = 1;
  static final int SERIALIZED = 2;
  static final int NAMED = 3;
  static final int OF_FILE = 4;

  /** How many causes of causes are encoded. */
  static final int MOST_CAUSES = 20;

  private final ByteWriter out;
  private final @Nullable ClassLoader loader;

  FailureWriter(ByteWriter out, @Nullable ClassLoader loader) {
    this.out = out;
    this.loader = loader;
  }

  void write(Throwable failure) {
    write(failure, 0);
  }

  private void write(Throwable failure, int depth) {
    switch (failure) {
      case Cancelled cancelled -> {
        out.oneByte(CANCELLED);
        out.text(cancelled.reason());
        out.text(cancelled.requester());
      }
      case FileSystemException ofFile when isPublicJdk(ofFile) -> {
        out.oneByte(OF_FILE);
        out.text(ofFile.getClass().getName());
        text(ofFile.getFile());
        text(ofFile.getOtherFile());
        text(ofFile.getReason());
      }
      default -> other(failure, depth);
    }
  }

  private static boolean isPublicJdk(FileSystemException failure) {
    return failure.getClass().getPackageName().equals("java.nio.file")
        && Construction.ofFile(
                failure.getClass(), failure.getFile(), failure.getOtherFile(), failure.getReason())
            != null;
  }

  private void text(@Nullable String text) {
    out.flag(text != null);
    if (text != null) {
      out.text(text);
    }
  }

  private void other(Throwable failure, int depth) {
    Class<?> type = failure.getClass();
    if (Construction.hasFields(type) || !Construction.isPossible(failure, loader)) {
      try {
        byte[] serialized = Serialized.of(failure, loader);
        out.oneByte(SERIALIZED);
        out.text(type.getName());
        text(Text.messageOf(failure));
        out.sized(serialized);
        return;
      } catch (NotRecordedException _) {
        // by its constructor, or by its name
      }
    }
    out.oneByte(Construction.isPossible(failure, loader) ? CONSTRUCTED : NAMED);
    out.text(type.getName());
    text(Text.messageOf(failure));
    Throwable cause = failure.getCause();
    if (cause != null && cause != failure && depth < MOST_CAUSES) {
      out.flag(true);
      write(cause, depth + 1);
    } else {
      out.flag(false);
    }
  }
}
