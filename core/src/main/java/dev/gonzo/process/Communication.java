package dev.gonzo.process;

import dev.gonzo.Task;
import dev.gonzo.TaskFailedException;
import dev.gonzo.TaskGroup;
import dev.gonzo.stream.ByteSink;
import dev.gonzo.stream.ByteSource;
import dev.gonzo.trap.BrokenPipeException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Writes the input of a process or pipeline, and reads all its outputs at the same time. */
final class Communication {
  private static final int PIECE = 1 << 16;
  private static final byte[] NOTHING = new byte[0];

  private final Optional<ByteSink> input;
  private final List<Optional<ByteSource>> sources = new ArrayList<>();
  private final List<byte[]> heard = new ArrayList<>();
  private final int limit;

  Communication(
      Optional<ByteSink> input,
      Optional<ByteSource> output,
      List<Optional<ByteSource>> errors,
      int limit) {
    this.input = input;
    sources.add(output);
    sources.addAll(errors);
    this.limit = limit;
  }

  void hold(byte[] bytes, String whose) throws IOException {
    try (var group = TaskGroup.<byte[]>open()) {
      var tasks = new ArrayList<Task<byte[]>>();
      for (Optional<ByteSource> source : sources) {
        String which = tasks.isEmpty() ? "output of " : "standard error of ";
        tasks.add(group.spawn(which + whose, () -> hear(source)));
      }
      Task<byte[]> fed = group.spawn("input of " + whose, () -> feed(bytes));
      group.join();
      // Throws if feeding was cancelled, because then the process has not got all its input.
      byte[] _ = fed.join();
      for (Task<byte[]> task : tasks) {
        heard.add(task.join());
      }
    } catch (TaskFailedException failed) {
      if (failed.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw failed;
    }
  }

  byte[] output() {
    return heard.getFirst();
  }

  byte[] error(int process) {
    return heard.get(1 + process);
  }

  private byte[] feed(byte[] bytes) throws IOException {
    if (input.isPresent()) {
      try (ByteSink sink = input.get()) {
        sink.writeAll(bytes, 0, bytes.length);
      } catch (BrokenPipeException closed) {
        return NOTHING; // the process may end, or close its input, before it has read everything
      }
    }
    return NOTHING;
  }

  private byte[] hear(Optional<ByteSource> source) throws IOException {
    if (source.isEmpty()) {
      return NOTHING;
    }
    var all = new ByteArrayOutputStream();
    var piece = new byte[PIECE];
    for (int count; (count = source.get().read(piece, 0, PIECE)) >= 0; ) {
      if (count > limit - all.size()) {
        throw new OutputTooLargeException(limit);
      }
      all.write(piece, 0, count);
    }
    return all.toByteArray();
  }
}
