package dev.gonzo.sim.kernel;

import dev.gonzo.BusyException;
import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.kernel.loop.StandardInputAnswers;
import dev.gonzo.kernel.loop.Suspended;
import dev.gonzo.trap.EnvironmentTrap.ReadStandardInput;
import org.jspecify.annotations.Nullable;

/**
 * The standard input of a host's program. It is at its end until something is typed; from then on a
 * read waits for more, until it is ended.
 */
public final class SimulatedInput implements StandardInputAnswers {
  private byte[] bytes = {};
  private int start;
  private boolean ended = true;
  private @Nullable Read waiting;

  SimulatedInput() {}

  /** A read that waits. */
  private final class Read implements Suspended {
    private final LoopTask<?> task;
    private final ReadStandardInput asked;

    Read(LoopTask<?> task, ReadStandardInput asked) {
      this.task = task;
      this.asked = asked;
    }

    @Override
    public boolean undo() {
      waiting = null;
      return true;
    }
  }

  @Override
  public Object answer(LoopTask<?> task, ReadStandardInput asked) {
    if (waiting != null) {
      throw new BusyException(
          waiting.task.name() + " reads the standard input already: only one task at a time may");
    }
    if (isReadable()) {
      return take(asked);
    }
    waiting = new Read(task, asked);
    return waiting;
  }

  private boolean isReadable() {
    return start < bytes.length || ended;
  }

  private int take(ReadStandardInput asked) {
    int count = Math.min(asked.length(), bytes.length - start);
    if (count == 0) {
      return -1;
    }
    System.arraycopy(bytes, start, asked.buffer(), asked.offset(), count);
    start += count;
    return count;
  }

  /** Adds bytes. On the simulation's thread. */
  void type(byte[] more) {
    var all = new byte[bytes.length - start + more.length];
    System.arraycopy(bytes, start, all, 0, bytes.length - start);
    System.arraycopy(more, 0, all, bytes.length - start, more.length);
    bytes = all;
    start = 0;
    ended = false;
    goOn();
  }

  /** Ends it. On the simulation's thread. */
  void end() {
    ended = true;
    goOn();
  }

  private void goOn() {
    Read read = waiting;
    if (read != null && isReadable()) {
      waiting = null;
      read.task.resume(take(read.asked));
    }
  }

  /** Forgets who waits: the host has failed. */
  void reset() {
    waiting = null;
  }
}
