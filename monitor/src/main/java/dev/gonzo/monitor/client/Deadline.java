package dev.gonzo.monitor.client;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * How long another program may take: one that is stopped accepts connections, and never answers.
 */
final class Deadline {
  // A kernel that does not answer is reported by its program after eight seconds at most.
  static final Duration USUAL = Duration.ofSeconds(10);

  private Deadline() {}

  /** Something that waits for the program. */
  interface Wait<T> {
    T get() throws IOException;
  }

  /** Waits on a channel, which is closed if that takes too long. */
  static <T> T close(SocketChannel channel, Duration limit, Wait<T> wait) throws IOException {
    var late = new AtomicBoolean();
    var timer = new CompletableFuture<Void>().orTimeout(limit.toNanos(), TimeUnit.NANOSECONDS);
    CompletableFuture<Void> _ =
        timer.exceptionally(_ -> {
          late.set(true);
          try {
            channel.close();
          } catch (IOException already) {
            // There is nothing left to release.
          }
          return null;
        });
    try {
      return wait.get();
    } catch (IOException failure) {
      throw late.get() ? late("the program", limit, failure) : failure;
    } finally {
      timer.complete(null);
    }
  }

  /** Waits in another thread, which is left alone if that takes too long. */
  static <T> T leave(String program, Duration limit, Wait<T> wait) throws IOException {
    var task = new FutureTask<>(wait::get);
    Thread _ = Thread.ofPlatform().daemon().name("gonzo-attach").start(task);
    try {
      return task.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException stopped) {
      throw late(program, limit, stopped);
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof IOException refused
          ? refused
          : new IOException("cannot attach to " + program + ": " + failed.getCause(), failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      var ended = new InterruptedIOException("interrupted while it attaches to " + program);
      ended.initCause(interrupted);
      throw ended;
    }
  }

  private static IOException late(String program, Duration limit, Exception cause) {
    return new IOException(
        program + " has not answered for " + limit.toSeconds() + " seconds: is it stopped?", cause);
  }
}
