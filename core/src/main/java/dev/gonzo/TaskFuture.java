package dev.gonzo;

import dev.gonzo.trap.ThreadPlaces;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The future of a task that a thread has handed in. Work in a kernel's thread that waits here keeps
 * no place among such threads meanwhile: the task that it waits for may need one itself.
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

  /** The futures that are made from this one, such as by thenApply, wait in the same way. */
  @Override
  public <U> CompletableFuture<U> newIncompleteFuture() {
    return new TaskFuture<>();
  }
}
