package dev.gonzo.netty;

import dev.gonzo.kernel.LoopTask;
import dev.gonzo.trap.Trap;
import io.netty.channel.Channel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The ports of listeners that were closed just now. A selector keeps a closed channel until it
 * selects again, and a ring until it has taken its request back; who listens or connects there at
 * once waits for that, one round of the event loop. The loop's thread only.
 */
final class PortsToCome {
  private final boolean freeAtOnce;
  private final Runnable wake;
  private final List<LoopTask<?>> waiting = new ArrayList<>();
  private int closing;

  PortsToCome(Transport transport, Runnable wake) {
    this.freeAtOnce = transport.freesAtOnce();
    this.wake = wake;
  }

  /** On the loop's own stack: closes a listener. */
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
              // Due when the loop has asked its devices once more.
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

  /** In a task: waits until all are free. A cancellation ends that only where it may arrive. */
  void await(LoopTask<?> task, Trap<?> trap) throws Exception {
    while (closing > 0) {
      waiting.add(task);
      Object _ = task.suspend(trap, () -> trap.isCheckpoint() && waiting.remove(task));
    }
  }
}
