package dev.gonzo.kernel.loop.guest;

import dev.gonzo.AsyncCallable;
import dev.gonzo.Cancelled;
import dev.gonzo.kernel.loop.signals.SignalledRun;
import dev.gonzo.kernel.loop.signals.TerminationSignals;
import dev.gonzo.report.Rethrow;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Runs a program on a guest kernel from a thread outside its loop, and blocks that thread until the
 * program has ended. An interrupt of the thread cancels the program, and so does a termination
 * signal if the thread owns the JVM's program.
 */
final class BlockingRun {
  private BlockingRun() {}

  static <T extends @Nullable Object, X extends Exception> T of(
      GuestLoop guest, AsyncCallable<T, X> main) throws X {
    var bySignal = new SignalledRun(guest::cancel);
    T value;
    try {
      value = await(guest, main, bySignal);
    } catch (Cancelled ended) {
      TerminationSignals.endProgram();
      throw ended;
    } catch (Throwable failure) {
      bySignal.endProgramUnlessMet(failure);
      throw failure;
    }
    bySignal.endProgramUnlessMet(null);
    return value;
  }

  private static <T extends @Nullable Object, X extends Exception> T await(
      GuestLoop guest, AsyncCallable<T, X> main, SignalledRun bySignal) throws X {
    boolean interrupted = false;
    // Before the program begins: a program that handles these signals itself must get them.
    TerminationSignals.begin(bySignal);
    try {
      CompletableFuture<T> future = guest.start(main);
      // As a value, since waiting on a future unwraps some exceptions and wraps others.
      CompletableFuture<@Nullable Throwable> ended = future.handle((_, failure) -> failure);
      Throwable failure;
      while (true) {
        try {
          failure = ended.get();
          break;
        } catch (InterruptedException wanted) {
          interrupted = true;
          guest.cancel(
              new Cancelled(
                  "the thread that called run was interrupted", Thread.currentThread().getName()));
        } catch (ExecutionException impossible) {
          throw new AssertionError(impossible);
        }
      }
      if (failure != null) {
        throw Rethrow.<X>unchecked(failure); // any exception of the program, these two included
      }
      return future.join();
    } finally {
      TerminationSignals.end(bySignal);
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
