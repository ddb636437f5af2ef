package dev.gonzo;

import dev.gonzo.trap.ThreadPlaces;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The future of a task that a thread has submitted. If work in a kernel's thread ({@code
 * runInThread}) waits here, it gives up its place among those threads while it waits, because the
 * task may need one itself.
 */
final class TaskFuture<T extends @Nullable Object> extends CompletableFuture<T> {
  @Override
  public T get() throws InterruptedException, ExecutionException {
    ThreadPlaces.Place place = isDone() ? null : ThreadPlaces.stepOutside();
    try {
      return super.get();
    } finally {
      ThreadPlaces.stepInside(place);
    }
  }

  @Override
  public T get(long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    ThreadPlaces.Place place = isDone() ? null : ThreadPlaces.stepOutside();
    try {
      return super.get(timeout, unit);
    } finally {
      ThreadPlaces.stepInside(place);
    }
  }

  @Override
  public T join() {
    ThreadPlaces.Place place = isDone() ? null : ThreadPlaces.stepOutside();
    try {
      return super.join();
    } finally {
      ThreadPlaces.stepInside(place);
    }
  }

  /** Makes derived futures, such as those of thenApply, wait in the same way. */
  @Override
  public <U> CompletableFuture<U> newIncompleteFuture() {
    return new TaskFuture<>();
  }
}
