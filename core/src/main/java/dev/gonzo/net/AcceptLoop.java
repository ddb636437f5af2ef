package dev.gonzo.net;

import dev.gonzo.BusyException;
import dev.gonzo.Cancellation;
import dev.gonzo.Cancelled;
import dev.gonzo.Coroutine;
import dev.gonzo.Gonzo;
import dev.gonzo.Outcome;
import dev.gonzo.Task;
import dev.gonzo.report.Log;
import dev.gonzo.report.Text;
import dev.gonzo.stream.StreamFailureException;
import dev.gonzo.trap.SchedulingTrap.Spawn;
import dev.gonzo.trap.SchedulingTrap.WaitOn;
import dev.gonzo.trap.SchedulingTrap.Wake;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One run of a server: its accept loop and its handlers. */
final class AcceptLoop<S extends StreamSocket> {
  private static final Log LOG = Log.of("net");

  private static final String WHY = "the server stops";

  private final StreamListener<S> listener;
  private final Handler<? super S> handler;
  private final ListenOptions options;
  private final Runnable stopping;
  private final Set<Task<?>> running = new LinkedHashSet<>();

  AcceptLoop(
      StreamListener<S> listener,
      Handler<? super S> handler,
      ListenOptions options,
      Runnable stopping) {
    this.listener = listener;
    this.handler = handler;
    this.options = options;
    this.stopping = stopping;
  }

  void run() throws IOException {
    boolean othersUseIt = false;
    try {
      while (true) {
        awaitRoom();
        begin(listener.accept());
      }
    } catch (BusyException accepting) {
      othersUseIt = true;
      throw accepting;
    } catch (IOException failure) {
      if (!listener.isClosed()) {
        throw failure;
      }
    } finally {
      // Close first, and then wait for the handlers: a new client is refused at once, or reaches
      // another server on the port, and does not wait for this one, which will never serve it.
      try {
        if (!othersUseIt) {
          listener.close();
        }
      } finally {
        stop(othersUseIt);
      }
    }
  }

  private void stop(boolean othersUseIt) {
    try {
      if (!othersUseIt) {
        stopping.run();
      }
    } finally {
      stopAll();
    }
  }

  /**
   * Waits before accepting, not after it, so that connections that are not served yet stay in the
   * system's queue.
   */
  private void awaitRoom() {
    while (running.size() >= options.connectionLimit() && !listener.isClosed()) {
      Coroutine.trap(new WaitOn(listener.room));
    }
  }

  private void begin(S client) {
    try {
      Coroutine<@Nullable Void> handling =
          Coroutine.<@Nullable Void>of(
              () -> {
                serve(client);
                return null;
              },
              outcome -> ended(client, outcome));
      running.add(Coroutine.trap(new Spawn<>(handling, "connection", /* daemon= */ false)));
    } catch (Throwable refused) {
      client.close();
      throw refused;
    }
  }

  private void serve(S client) {
    try (client) {
      handler.handle(client);
    } catch (Throwable thrown) {
      Throwable failure = Cancellation.settled(thrown);
      if (!(failure instanceof Cancelled)) {
        report(client, failure); // now: the end of the run may be months away
      }
      if (failure instanceof Error error) {
        throw error; // a defect ends the task with a failure, and so fails a test
      }
    }
  }

  /** Runs at the end of a handler's task, even if the task could not start. */
  private void ended(S client, Outcome<?> outcome) {
    running.remove(Task.current());
    try {
      if (outcome instanceof Outcome.Failure<?>) {
        client.close(); // the handler has not closed it if it never ran
      }
    } finally {
      int _ = Coroutine.trap(new Wake(listener.room, 1));
    }
  }

  /**
   * Logs the failure of a handler. Failures that a peer can cause, such as a reset or invalid
   * bytes, are logged at debug level; all other failures, including an IOException of a file, are
   * warnings.
   */
  private void report(S client, Throwable failure) {
    if (!StreamFailureException.isOf(failure, client)) {
      LOG.log(System.Logger.Level.WARNING, "the handler of " + client + " failed", failure);
    } else if (LOG.isLogged(System.Logger.Level.DEBUG)) {
      LOG.log(System.Logger.Level.DEBUG, client + " ended: " + Text.of(failure), null);
    }
  }

  /**
   * Gives the handlers the grace period, cancels those that are left, and waits for their end. If
   * the wait of the grace period is cancelled, they are cancelled at once.
   */
  private void stopAll() {
    try {
      if (!options.grace().isZero()) {
        running.forEach(task -> {
          boolean _ = task.requestCancelWhenIdle(WHY);
        });
        boolean _ = Gonzo.ignoreAfter(options.grace(), this::awaitAll);
      }
    } finally {
      Gonzo.<RuntimeException>withoutCancellation(this::cancelAll);
    }
  }

  /** Cancels all handlers at once, so that they clean up concurrently, and waits for their end. */
  private void cancelAll() {
    List<Task<?>> left = List.copyOf(running);
    for (Task<?> task : left) {
      boolean _ = task.requestCancel(WHY);
    }
    for (Task<?> task : left) {
      task.cancel(WHY);
    }
  }

  /** Waits until no handler is left; each handler wakes the waiting task when it ends. */
  private void awaitAll() {
    while (!running.isEmpty()) {
      Coroutine.trap(new WaitOn(listener.room));
    }
  }
}
