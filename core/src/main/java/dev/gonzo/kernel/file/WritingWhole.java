package dev.gonzo.kernel.file;

import dev.gonzo.trap.FileTrap.OpenFile;
import dev.gonzo.trap.FileTrap.WriteWhole;
import java.io.IOException;
import java.util.List;

/** The writing of a whole file. */
final class WritingWhole extends WholeFileOperation {
  private final WriteWhole asked;

  WritingWhole(WriteWhole asked) {
    super(new OpenFile(asked.path(), asked.options(), List.of()));
    this.asked = asked;
  }

  @Override
  boolean canBeSmall() {
    return asked.bytes().length <= SmallFile.MOST_BYTES;
  }

  @Override
  boolean perform(SmallFile small, Scratch scratch) throws IOException {
    return small.write(scratch.buffer().put(asked.bytes()).flip());
  }

  @Override
  public String toString() {
    return "writing " + asked.path();
  }
}
