package dev.gonzo.file;

import dev.gonzo.Async;
import dev.gonzo.Cancellation;
import dev.gonzo.Cancelled;
import dev.gonzo.Coroutine;
import dev.gonzo.OnCancel;
import dev.gonzo.Outcome;
import dev.gonzo.SyncFunction;
import dev.gonzo.trap.FileTrap.ReadWhole;
import dev.gonzo.trap.FileTrap.WholeRead.Done;
import dev.gonzo.trap.FileTrap.WholeRead.InSteps;
import dev.gonzo.trap.FileTrap.WriteWhole;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.ThreadTrap.RunInThread;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnmappableCharacterException;
import java.nio.file.FileSystemException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** The contents of a whole file, as one array. */
final class WholeFile {
  /** Some JVMs do not support larger arrays. */
  static final int LARGEST = Integer.MAX_VALUE - 8;

  /** The initial size for files that do not report their size, such as those of /proc. */
  private static final int LEAST = 8 * 1024;

  private static final Set<OpenOption> TO_WRITE =
      Set.of(
          StandardOpenOption.CREATE,
          StandardOpenOption.TRUNCATE_EXISTING,
          StandardOpenOption.WRITE);

  private WholeFile() {}

  /** The options for a file that is written; if none are given, it is created or truncated. */
  static Set<OpenOption> toWrite(OpenOption... options) {
    if (options.length == 0) {
      return TO_WRITE;
    }
    var all = new HashSet<>(Arrays.asList(options));
    all.add(StandardOpenOption.WRITE);
    return all;
  }

  /** Encodes text in UTF-8. A half of a surrogate pair must not silently become another text. */
  static byte[] encode(CharSequence text) throws CharacterCodingException {
    ByteBuffer encoded;
    try {
      encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
    } catch (MalformedInputException halfOfPair) {
      // The JDK's Files throws this one.
      throw new UnmappableCharacterException(halfOfPair.getInputLength());
    }
    var bytes = new byte[encoded.remaining()];
    encoded.get(bytes);
    return bytes;
  }

  /** Reads a file: a small one at once, another in steps. */
  @Async
  static byte[] read(Path path, int most) throws IOException {
    return switch (Coroutine.trap(new ReadWhole<byte[]>(path, most, read -> read))) {
      case Done<byte[]>(var bytes) -> bytes;
      case InSteps<byte[]>(var handle) -> readInSteps(path, handle, most);
    };
  }

  private static byte[] readInSteps(Path path, Handle handle, int most) throws IOException {
    try (var file = AsyncFile.of(path, handle)) {
      return read(file, most);
    }
  }

  /** Reads a file, and passes its contents to a function in a thread. */
  @Async
  static <T extends @Nullable Object> T apply(
      Path path, int most, SyncFunction<? super byte[], ? extends T, ?> function)
      throws IOException {
    // A failure of the function is a value until it is thrown here, and keeps its own stack trace.
    var read = new ReadWhole<Outcome<T>>(path, most, bytes -> outcome(function, bytes));
    return switch (Coroutine.trap(read)) {
      case Done<Outcome<T>>(var outcome) -> outcome.valueOrThrow();
      case InSteps<Outcome<T>>(var handle) -> {
        byte[] bytes = readInSteps(path, handle, most);
        Callable<Outcome<T>> work = () -> outcome(function, bytes);
        yield Coroutine.trap(new RunInThread<>(work, OnCancel.WAIT, null)).valueOrThrow();
      }
    };
  }

  private static <T extends @Nullable Object> Outcome<T> outcome(
      SyncFunction<? super byte[], ? extends T, ?> function, byte[] bytes) {
    try {
      return new Outcome.Success<>(function.apply(bytes));
    } catch (Cancelled thrown) {
      return new Outcome.Failure<>(Cancellation.asResult(thrown));
    } catch (Throwable thrown) {
      return new Outcome.Failure<>(thrown);
    }
  }

  /** Writes a file: a small one at once, another in steps. */
  @Async
  static void write(Path path, byte[] bytes, Set<OpenOption> options) throws IOException {
    Optional<Handle> inSteps = Coroutine.trap(new WriteWhole(path, options, bytes));
    if (inSteps.isPresent()) {
      try (var file = AsyncFile.of(path, inSteps.get())) {
        file.writeAll(bytes);
      }
    }
  }

  /**
   * Reads the file. Its size is only an estimate, because the file may grow and shrink meanwhile.
   */
  @Async
  static byte[] read(AsyncFile file, int most) throws IOException {
    long size = file.size();
    requireAtMost(file, size, most);
    // One byte more, to detect the end without enlarging the array.
    var bytes = new byte[(int) Math.min(Math.max(size + 1, LEAST), LARGEST)];
    int length = 0;
    for (int count; (count = file.read(bytes, length, bytes.length - length)) > 0; ) {
      length += count;
      requireAtMost(file, length, most);
      if (length == bytes.length) {
        bytes = Arrays.copyOf(bytes, larger(length));
      }
    }
    return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
  }

  private static int larger(int length) {
    return (int) Math.min(2L * length, LARGEST);
  }

  private static void requireAtMost(AsyncFile file, long size, int most) throws IOException {
    if (size > most) {
      if (most == LARGEST) {
        throw new OutOfMemoryError(file + " is larger than an array can be");
      }
      throw new FileSystemException(
          file.toString(), null, "larger than the limit of " + most + " bytes");
    }
  }
}
