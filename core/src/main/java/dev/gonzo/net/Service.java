package dev.gonzo.net;

import dev.gonzo.Gonzo;
import dev.gonzo.Task;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** One run of a server: its accept loop, and the handlers that it has begun. */
final class Service {
  private static final System.Logger LOGGER = System.getLogger("dev.gonzo.net");

  private final Listener listener;
  private final Handler handler;
  private final Set<Task<?>> running = new LinkedHashSet<>();

  Service(Listener listener, Handler handler) {
    this.listener = listener;
    this.handler = handler;
  }

  void run() throws IOException {
    try {
      while (true) {
        Socket client = listener.accept();
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

  private void serve(Socket client) {
    try (client) {
      handler.handle(client);
    } catch (IOException broken) {
      LOGGER.log(
          System.Logger.Level.DEBUG,
          () -> "the connection from " + client.remoteAddress() + " ended: " + broken);
    } catch (Exception failure) {
      LOGGER.log(
          System.Logger.Level.WARNING,
          "the handler of the connection from " + client.remoteAddress() + " failed",
          failure);
    } finally {
      running.remove(Gonzo.currentTask());
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
