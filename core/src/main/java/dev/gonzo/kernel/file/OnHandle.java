package dev.gonzo.kernel.file;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * An operation on an open handle, which is not freed before the operation has ended.
 *
 * @param what its name in the list of operations that still run when the kernel has ended
 * @param handle the handle
 * @param body the operation
 * @param canBeAbandoned whether it changes nothing
 * @param <H> the type of the handle
 * @param <T> the type of the answer
 */
record OnHandle<H extends FileHandle, T extends @Nullable Object>(
    String what, H handle, Body<H, T> body, boolean canBeAbandoned) implements FileOperation<T> {
  /** An operation with an answer. */
  @FunctionalInterface
  interface Body<H, T extends @Nullable Object> {
    T perform(H handle) throws IOException;
  }

  /** An operation without an answer. */
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
