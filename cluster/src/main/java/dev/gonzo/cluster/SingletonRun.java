package dev.gonzo.cluster;

import dev.gonzo.Deadline;
import dev.gonzo.DeadlineExceededException;
import dev.gonzo.Gonzo;
import dev.gonzo.cluster.link.Message.Subject;
import dev.gonzo.report.Log;
import dev.gonzo.sync.Event;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Offers a singleton, and runs it whenever this node is the one, in the task that has called. */
final class SingletonRun<T extends @Nullable Object, X extends Exception> {
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final LocalNode node;
  private final String name;
  private final SingletonBody<T, X> body;
  // While the body runs.
  private @Nullable Deadline running;
  private long token;
  private boolean lost;
  private Event ended = Event.of();

  SingletonRun(LocalNode node, String name, SingletonBody<T, X> body) {
    this.node = node;
    this.name = name;
    this.body = body;
  }

  String name() {
    return name;
  }

  T run() throws X {
    node.singletons().offer(name, this);
    try (var _ = node.register(Subject.SINGLETON, name)) {
      while (true) {
        long token = acquire();
        try {
          return hold(token);
        } catch (DeadlineExceededException given) {
          if (!lost) {
            throw given;
          }
        }
      }
    } finally {
      node.singletons().withdraw(name);
    }
  }

  /** Waits until this node is the candidate, and has the promises for a token. */
  private long acquire() {
    while (true) {
      while (!node.singletons().isCandidate(name)) {
        node.requireOpen();
        node.awaitDirectory();
      }
      long token = ask();
      if (token != 0 && node.singletons().isCandidate(name)) {
        return token;
      }
      Gonzo.sleep(PAUSE);
    }
  }

  private long ask() {
    try {
      return node.singletons().askForToken(name);
    } catch (IOException failed) {
      Log.warn("the token of the singleton " + name + " could not be kept on the device", failed);
      return 0;
    }
  }

  private T hold(long promised) throws X {
    token = promised;
    lost = false;
    ended = Event.of("the end of singleton " + name);
    try {
      return Gonzo.<T, X>timeoutAfter(
          null,
          deadline -> {
            running = deadline;
            return body.run(promised);
          });
    } finally {
      running = null;
      ended.set();
    }
  }

  /** Cancels the body, if it runs. */
  void lose() {
    Deadline deadline = running;
    if (deadline != null && !lost) {
      lost = true;
      deadline.expire();
    }
  }

  /** The token of the run, or of the last one. */
  long token() {
    return token;
  }

  /** Waits until the body has ended, if it runs. */
  void awaitEnd() {
    while (running != null) {
      ended.await();
    }
  }
}
