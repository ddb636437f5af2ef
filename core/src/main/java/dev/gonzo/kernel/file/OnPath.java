package dev.gonzo.kernel.file;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * An operation on paths.
 *
 * @param what its name in the list of operations that still run when the kernel has ended
 * @param work the operation
 * @param canBeAbandoned whether it changes nothing
 * @param <T> the type of the answer
 */
record OnPath<T extends @Nullable Object>(String what, Callable<T> work, boolean canBeAbandoned)
    implements FileOperation<T> {
  /** An operation without an answer. */
  @FunctionalInterface
  interface Change {
    void make() throws Exception;
  }

  static <T> OnPath<T> question(String what, Callable<T> work) {
    return new OnPath<>(what, work, true);
  }

  static OnPath<@Nullable Void> change(String what, Change change) {
    return new OnPath<@Nullable Void>(
        what,
        () -> {
          change.make();
          return null;
        },
        false);
  }

  @Override
  public T perform(Scratch scratch) throws Exception {
    return work.call();
  }

  @Override
  public String toString() {
    return what;
  }
}
