package dev.gonzo.net;

import dev.gonzo.Coroutine;
import dev.gonzo.Gonzo;
import dev.gonzo.Task;
import dev.gonzo.report.Reports;
import dev.gonzo.report.Text;
import dev.gonzo.trap.WaitOn;
import dev.gonzo.trap.Wake;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** One run of a server: its accept loop, and the handlers that it has begun. */
final class Service<S extends StreamSocket> {
  private static final Reports REPORTS = Reports.of("net");

  private static final String WHY = "the server stops";

  private final StreamListener<S> listener;
  private final Handler<? super S> handler;
  private final ListenOptions options;
  private final Set<Task<?>> running = new LinkedHashSet<>();

  Service(StreamListener<S> listener, Handler<? super S> handler, ListenOptions options) {
    this.listener = listener;
    this.handler = handler;
    this.options = options;
  }

  void run() throws IOException {
    try {
      while (true) {
        awaitRoom();
        S client = listener.accept();
        running.add(Gonzo.spawn("connection", () -> serve(client)));
      }
    } catch (IOException failure) {
      if (!listener.isClosed()) {
        throw failure;
      }
    } finally {
      stopAll();
    }
  }

  /** Here and not after accepting: who is not served yet waits in the system's own queue. */
  private void awaitRoom() {
    while (running.size() >= options.connectionLimit() && !listener.isClosed()) {
      Coroutine.trap(new WaitOn(listener.room));
    }
  }

  private void serve(S client) {
    try (client) {
      handler.handle(client);
    } catch (IOException broken) {
      if (REPORTS.isLogged(System.Logger.Level.DEBUG)) {
        REPORTS.log(System.Logger.Level.DEBUG, client + " ended: " + Text.of(broken), null);
      }
    } catch (Exception failure) {
      REPORTS.log(System.Logger.Level.WARNING, "the handler of " + client + " failed", failure);
    } finally {
      running.remove(Gonzo.currentTask());
      int _ = Coroutine.trap(new Wake(listener.room, 1));
    }
  }

  /** All are asked at once, so that they clean up side by side. */
  private void stopAll() {
    if (!options.grace().isZero()) {
      running.forEach(task -> {
        boolean _ = task.requestCancelWhenIdle(WHY);
      });
      boolean _ = Gonzo.ignoreAfter(options.grace(), this::awaitAll);
    }
    List<Task<?>> left = List.copyOf(running);
    for (Task<?> task : left) {
      boolean _ = task.requestCancel(WHY);
    }
    for (Task<?> task : left) {
      task.cancel(WHY);
    }
  }

  /** Each that ends wakes who waits for room. */
  private void awaitAll() {
    while (!running.isEmpty()) {
      Coroutine.trap(new WaitOn(listener.room));
    }
  }
}
