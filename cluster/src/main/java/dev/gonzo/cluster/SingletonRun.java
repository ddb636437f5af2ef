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
  private static final Duration LONGEST_REST = Duration.ofMinutes(1);

  private static final long NONE = -2;
  // The others may know why they refuse this node, such as by its clock.
  private static final int MOST_REFUSALS = 10;

  private final LocalNode node;
  private final String name;
  private final SingletonBody<T, X> body;
  // While the body runs.
  private @Nullable Deadline running;
  private long token;
  private boolean lost;
  private Event ended = Event.of();
  // How long it offers nothing after a token could not be kept.
  private Duration rest = PAUSE;

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
    try {
      while (true) {
        try (var _ = node.register(Subject.SINGLETON, name)) {
          for (long next = acquire(); next != NONE; next = acquire()) {
            rest = PAUSE;
            try {
              return hold(next);
            } catch (DeadlineExceededException given) {
              if (!lost) {
                throw given;
              }
            }
          }
        }
        // The next node takes over meanwhile.
        boolean _ = Gonzo.ignoreAfter(rest, this::awaitClosed);
        Duration longer = rest.multipliedBy(2);
        rest = longer.compareTo(LONGEST_REST) < 0 ? longer : LONGEST_REST;
      }
    } finally {
      node.singletons().withdraw(name);
    }
  }

  /** Returns only by the exception for a cluster that is closed. */
  private void awaitClosed() {
    while (true) {
      node.requireOpen();
      node.awaitDirectory();
    }
  }

  /**
   * Waits until this node is the candidate, and has the promises for a token. Returns {@link #NONE}
   * if it cannot keep one, or is refused again and again.
   */
  private long acquire() {
    int refusals = 0;
    while (true) {
      while (!node.singletons().isCandidate(name)) {
        node.requireOpen();
        node.awaitDirectory();
      }
      long next = ask();
      if (next == NONE || (next > 0 && node.singletons().isCandidate(name))) {
        return next;
      }
      refusals = next == 0 ? refusals + 1 : 0;
      if (refusals == MOST_REFUSALS) {
        return NONE;
      }
      Gonzo.sleep(PAUSE);
    }
  }

  private long ask() {
    try {
      return node.singletons().askForToken(name);
    } catch (IOException failed) {
      Log.warn(
          "the token of the singleton "
              + name
              + " could not be kept: this node stops offering it for a while",
          failed);
      return NONE;
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
