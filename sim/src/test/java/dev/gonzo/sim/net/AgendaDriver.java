package dev.gonzo.sim.net;

import dev.gonzo.kernel.Clock;
import dev.gonzo.kernel.loop.Driver;
import dev.gonzo.kernel.loop.FileAnswers;
import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.kernel.loop.ThreadAnswers;
import dev.gonzo.sim.world.Agenda;
import dev.gonzo.trap.NetTrap;
import dev.gonzo.trap.NetTrap.Resolve;
import dev.gonzo.trap.NetTrap.SendFile;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The devices of one host: its network. A wait lets the events of the world happen. */
final class AgendaDriver implements Driver {
  private final Agenda agenda;
  private final HostNetwork network;
  private volatile @Nullable Thread waiter;
  private volatile boolean isAwake;

  AgendaDriver(Agenda agenda, HostNetwork network) {
    this.agenda = agenda;
    this.network = network;
  }

  /** The clock of an agenda, which needs no waits. */
  static Clock clock(Agenda agenda) {
    return new Clock() {
      @Override
      public long nanos() {
        return agenda.now();
      }

      @Override
      public long waitNanos(long deadlineNanos, boolean outside) {
        return deadlineNanos == Long.MAX_VALUE ? -1 : Math.max(0, deadlineNanos - agenda.now());
      }
    };
  }

  @Override
  public String name() {
    return "sim";
  }

  @Override
  public boolean supports(Class<?> group) {
    return group == NetTrap.class;
  }

  @Override
  public @Nullable Object answer(LoopTask<?> task, NetTrap<?> trap) throws Exception {
    return network.answer(task, trap);
  }

  @Override
  public @Nullable Object answer(LoopTask<?> task, Resolve trap, ThreadAnswers threads)
      throws Exception {
    return network.resolve(task, trap);
  }

  @Override
  public Long sendFile(LoopTask<?> task, SendFile asked, FileAnswers threads) throws Exception {
    return network.sendFile(task, asked, threads);
  }

  @Override
  public void poll(long nanos) {
    boolean happened = false;
    while (agenda.next() <= agenda.now()) {
      agenda.happen();
      happened = true;
    }
    if (nanos != 0 && !happened && !isAwake) {
      long end = nanos < 0 ? Long.MAX_VALUE : agenda.now() + nanos;
      if (agenda.next() <= end && agenda.next() != Long.MAX_VALUE) {
        agenda.advance(agenda.next());
      } else if (nanos > 0) {
        agenda.advance(end);
      } else {
        park();
      }
    }
    isAwake = false;
  }

  /** Waits for threads outside the kernel. */
  private void park() {
    waiter = Thread.currentThread();
    if (!isAwake) {
      LockSupport.park(this);
    }
    waiter = null;
  }

  @Override
  public void wakeUp() {
    isAwake = true;
    LockSupport.unpark(waiter);
  }

  @Override
  public void close() {
    network.closeAll();
  }
}
