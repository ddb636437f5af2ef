package dev.gonzo.kernel.loop;

import dev.gonzo.trap.NetTrap;
import dev.gonzo.trap.NetTrap.SendFile;
import dev.gonzo.trap.UnsupportedTrapException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A driver without devices: the kernel's thread parks. For programs that only compute and wait. */
public final class NoDevices implements Driver {
  private volatile @Nullable Thread waiter;
  private volatile boolean awake;

  /** Creates the driver. */
  public NoDevices() {}

  @Override
  public String name() {
    return "none";
  }

  @Override
  public boolean supports(Class<?> group) {
    return false;
  }

  @Override
  public @Nullable Object answer(LoopTask<?> task, NetTrap<?> trap) {
    throw new UnsupportedTrapException(name(), trap);
  }

  @Override
  public Long sendFile(LoopTask<?> task, SendFile asked, FileAnswers threads) {
    throw new UnsupportedTrapException(name(), asked);
  }

  @Override
  public void poll(long nanos) {
    if (nanos != 0) {
      waiter = Thread.currentThread();
      if (!awake) {
        if (nanos < 0) {
          LockSupport.park(this);
        } else {
          LockSupport.parkNanos(this, nanos);
        }
      }
      waiter = null;
    }
    awake = false;
  }

  @Override
  public void wakeUp() {
    awake = true;
    LockSupport.unpark(waiter);
  }

  @Override
  public void close() {}
}
