package dev.gonzo.netty;

import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.trap.Trap;
import io.netty.channel.Channel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The ports of listeners that were just closed. A selector keeps a closed channel until its next
 * select, and a ring keeps it until its request is cancelled; a task that listens or connects there
 * at once waits for that, one round of the event loop. Used by the loop's thread only.
 */
final class ClosingPorts {
  private final boolean freeAtOnce;
  private final Runnable wake;
  private final List<LoopTask<?>> waiting = new ArrayList<>();
  private int closing;

  ClosingPorts(Transport transport, Runnable wake) {
    this.freeAtOnce = transport.freesAtOnce();
    this.wake = wake;
  }

  /** Closes a listener. On the loop's own stack. */
  void close(Channel listener) {
    if (freeAtOnce) {
      var _ = listener.close();
      return;
    }
    closing++;
    var loop = listener.eventLoop();
    var _ =
        listener
            .close()
            .addListener(_ -> {
              // Runs after the loop has polled its devices once more.
              var _ = loop.schedule(this::closed, 0, TimeUnit.NANOSECONDS);
            });
  }

  private void closed() {
    if (--closing == 0) {
      waiting.forEach(task -> task.resume(null));
      waiting.clear();
      wake.run();
    }
  }

  /**
   * Waits in a task until all of them are free. A cancellation ends the wait only if it may arrive.
   */
  void await(LoopTask<?> task, Trap<?> trap) throws Exception {
    while (closing > 0) {
      waiting.add(task);
      Object _ = task.suspend(trap, () -> trap.isCheckpoint() && waiting.remove(task));
    }
  }
}
