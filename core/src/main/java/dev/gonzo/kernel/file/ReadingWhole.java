package dev.gonzo.kernel.file;

import dev.gonzo.trap.FileTrap.OpenFile;
import dev.gonzo.trap.FileTrap.ReadWhole;
import dev.gonzo.trap.FileTrap.WholeRead;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The reading of a whole file, and the function that its contents are passed to. */
final class ReadingWhole<T extends @Nullable Object> extends WholeFileOperation {
  private final ReadWhole<T> asked;
  // Set in the thread.
  private @Nullable WholeRead<T> done;

  ReadingWhole(ReadWhole<T> asked) {
    super(new OpenFile(asked.path(), Set.of(), List.of()));
    this.asked = asked;
  }

  /** What the function has returned; null if it was not called. */
  @Nullable WholeRead<T> done() {
    return done;
  }

  @Override
  boolean canBeSmall() {
    return true;
  }

  @Override
  boolean perform(SmallFile small, Scratch scratch) throws IOException {
    ByteBuffer memory = scratch.buffer();
    return small.read(memory) && memory.remaining() <= asked.most();
  }

  /** Calls the function here, because a task that has left no longer wants that. */
  @Override
  public void deliver(@Nullable FileHandle inSteps, Scratch scratch) {
    if (inSteps == null) {
      ByteBuffer memory = scratch.memory();
      var bytes = new byte[memory.remaining()];
      memory.get(bytes);
      done = new WholeRead.Done<>(asked.function().apply(bytes));
    }
  }

  @Override
  public String toString() {
    return "reading " + asked.path();
  }
}
