package dev.gonzo.process;

import dev.gonzo.Task;
import dev.gonzo.TaskFailed;
import dev.gonzo.TaskGroup;
import dev.gonzo.stream.ByteSink;
import dev.gonzo.stream.ByteSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;

/** What is said to a process, while both of its answers are heard. */
final class Conversation {
  private static final int PIECE = 1 << 16;
  private static final byte[] NOTHING = new byte[0];

  private final Optional<ByteSink> input;
  private final Optional<ByteSource> output;
  private final Optional<ByteSource> error;
  private final int limit;

  Conversation(
      Optional<ByteSink> input,
      Optional<ByteSource> output,
      Optional<ByteSource> error,
      int limit) {
    this.input = input;
    this.output = output;
    this.error = error;
    this.limit = limit;
  }

  Captured hold(byte[] bytes, RunningProcess process) throws IOException {
    if (bytes.length > 0 && input.isEmpty()) {
      ByteSink _ = process.input(); // says what is wrong
    }
    try (var group = TaskGroup.<byte[]>open()) {
      Task<byte[]> fed = group.spawn("input of " + process, () -> feed(bytes));
      Task<byte[]> heard = group.spawn("output of " + process, () -> hear(output));
      Task<byte[]> errors = group.spawn("standard error of " + process, () -> hear(error));
      group.join();
      byte[] _ = fed.join(); // if it was cut off, the process has not heard all
      return new Captured(process.await(), heard.join(), errors.join());
    } catch (TaskFailed failed) {
      if (failed.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw failed;
    }
  }

  private byte[] feed(byte[] bytes) throws IOException {
    if (input.isPresent()) {
      try (ByteSink sink = input.get()) {
        sink.writeAll(bytes, 0, bytes.length);
      } catch (IOException itReadsNoMore) {
        return NOTHING; // it may end, or close its input, when it knows enough
      }
    }
    return NOTHING;
  }

  private byte[] hear(Optional<ByteSource> source) throws IOException {
    if (source.isEmpty()) {
      return NOTHING;
    }
    var heard = new ByteArrayOutputStream();
    var piece = new byte[PIECE];
    for (int count; (count = source.get().read(piece, 0, PIECE)) >= 0; ) {
      if (count > limit - heard.size()) {
        throw new OutputTooLargeException(limit);
      }
      heard.write(piece, 0, count);
    }
    return heard.toByteArray();
  }
}
