package dev.gonzo.kernel.file;

import dev.gonzo.trap.FileTrap.OpenFile;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * An operation on a whole file. Its answer is null if it is done, and otherwise the open file, on
 * which the task must do it in steps.
 */
abstract class WholeFileOperation implements FileOperation<@Nullable FileHandle> {
  private final OpenFile file;
  private final Opening opening;

  WholeFileOperation(OpenFile file) {
    this.file = file;
    this.opening = Opening.file(file);
  }

  /** Does the operation. Returns false, and has done nothing, if it must be done in steps. */
  abstract boolean perform(SmallFile small, Scratch scratch) throws IOException;

  /** Whether it may be tried, because the size that is known allows it. */
  abstract boolean canBeSmall();

  @Override
  public final @Nullable FileHandle perform(Scratch scratch) throws IOException {
    LinuxOptions options = canBeSmall() ? LinuxOptions.of(file) : null;
    if (options == null) {
      return opening.perform(scratch);
    }
    try (var small = new SmallFile(options)) {
      return perform(small, scratch) ? null : small.handOver();
    }
  }

  @Override
  public final boolean canBeAbandoned() {
    return opening.canBeAbandoned();
  }

  @Override
  public final void takeBack(@Nullable FileHandle handle, Scratch scratch) {
    if (handle != null) {
      opening.takeBack(handle, scratch);
    }
  }
}
