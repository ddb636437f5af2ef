package dev.gonzo.stream;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** The remaining lines of an input, see {@link Input#lines}. */
final class Lines implements Iterator<String> {
  private final Input input;
  private @Nullable String next;

  Lines(Input input) {
    this.input = input;
  }

  @Override
  public boolean hasNext() {
    if (next == null) {
      try {
        next = input.readLine();
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }
    return next != null;
  }

  @Override
  public String next() {
    if (!hasNext() || next == null) {
      throw new NoSuchElementException("the input has ended");
    }
    String line = next;
    next = null;
    return line;
  }
}
