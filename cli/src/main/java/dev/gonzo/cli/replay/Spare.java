package dev.gonzo.cli.replay;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * A second replay that waits a little before the place where the user is, so that a step back need
 * not start a JVM and replay everything.
 */
final class Spare implements AutoCloseable {
  /** How many events it is behind. More are replayed at once; fewer would serve fewer steps. */
  private static final long BEHIND = 2_000;

  private final ReplayProgram program;
  private @Nullable CompletableFuture<Debuggee> ready;

  Spare(ReplayProgram program) {
    this.program = program;
  }

  /** Prepares one for a way back from an event, in the background. */
  void prepare(long event) {
    if (ready == null) {
      long target = Math.max(0, event - BEHIND);
      ready = CompletableFuture.supplyAsync(() -> behind(target));
    }
  }

  private Debuggee behind(long target) {
    try {
      Debuggee debuggee = Debuggee.start(program);
      if (target > 0) {
        var _ = debuggee.run(target, Set.of());
      }
      return debuggee;
    } catch (CannotDoException | IOException | InterruptedException failure) {
      throw new CompletionException(failure);
    }
  }

  /** {@return a replay that has not yet passed an event} It is the caller's to close. */
  Debuggee take(long event) throws CannotDoException, IOException {
    CompletableFuture<Debuggee> prepared = ready;
    ready = null;
    if (prepared != null) {
      try {
        Debuggee debuggee = prepared.join();
        if (!debuggee.hasEnded() && debuggee.lastPassed() < Math.max(1, event)) {
          return debuggee;
        }
        debuggee.close();
      } catch (CompletionException failed) {
        // then another is tried, which says why
      }
    }
    return Debuggee.start(program);
  }

  @Override
  public void close() {
    if (ready != null) {
      var _ = ready.thenAccept(Debuggee::close).exceptionally(_ -> null);
    }
  }
}
