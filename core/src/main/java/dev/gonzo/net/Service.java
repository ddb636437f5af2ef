package dev.gonzo.net;

import dev.gonzo.Coroutine;
import dev.gonzo.Gonzo;
import dev.gonzo.Task;
import dev.gonzo.trap.WaitOn;
import dev.gonzo.trap.Wake;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** One run of a server: its accept loop, and the handlers that it has begun. */
final class Service<S extends StreamSocket> {
  private static final System.Logger LOGGER = System.getLogger("dev.gonzo.net");

  private final StreamListener<S> listener;
  private final Handler<? super S> handler;
  private final int limit;
  private final Set<Task<?>> running = new LinkedHashSet<>();

  Service(StreamListener<S> listener, Handler<? super S> handler, int limit) {
    this.listener = listener;
    this.handler = handler;
    this.limit = limit;
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
    while (running.size() >= limit && !listener.isClosed()) {
      Coroutine.trap(new WaitOn(listener.room));
    }
  }

  private void serve(S client) {
    try (client) {
      handler.handle(client);
    } catch (IOException broken) {
      LOGGER.log(System.Logger.Level.DEBUG, () -> client + " ended: " + broken);
    } catch (Exception failure) {
      LOGGER.log(System.Logger.Level.WARNING, "the handler of " + client + " failed", failure);
    } finally {
      running.remove(Gonzo.currentTask());
      int _ = Coroutine.trap(new Wake(listener.room, 1));
    }
  }

  /** All are asked at once, so that they clean up side by side. */
  private void stopAll() {
    List<Task<?>> left = List.copyOf(running);
    for (Task<?> task : left) {
      boolean _ = task.requestCancel("the server stops");
    }
    for (Task<?> task : left) {
      task.cancel("the server stops");
    }
  }
}
