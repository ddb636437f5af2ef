package dev.gonzo.kernel.file;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * An operation on what is open, which is not given back to the system before it has ended.
 *
 * @param what for the list of what goes on after the end
 * @param handle what is open
 * @param body does it
 * @param canBeAbandoned whether it changes nothing
 * @param <H> the kind of handle
 * @param <T> the answer
 */
record OnHandle<H extends FileHandle, T extends @Nullable Object>(
    String what, H handle, Body<H, T> body, boolean canBeAbandoned) implements FileOperation<T> {
  /** Does something with an answer. */
  @FunctionalInterface
  interface Body<H, T extends @Nullable Object> {
    T perform(H handle) throws IOException;
  }

  /** Does something without an answer. */
  @FunctionalInterface
  interface Change<H> {
    void make(H handle) throws IOException;
  }

  static <H extends FileHandle> OnHandle<H, @Nullable Void> change(
      String what, H handle, Change<H> change) {
    return new OnHandle<H, @Nullable Void>(what, handle, returningNull(change), false);
  }

  static <H> Body<H, @Nullable Void> returningNull(Change<H> change) {
    return held -> {
      change.make(held);
      return null;
    };
  }

  @Override
  public T perform(Scratch scratch) throws IOException {
    handle.hold();
    try {
      return body.perform(handle);
    } finally {
      handle.release();
    }
  }

  @Override
  public String toString() {
    return what + " " + handle;
  }
}
