package dev.gonzo.kernel.loop.run;

import dev.gonzo.kernel.loop.Driver;
import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.trap.NetTrap;

/** A driver whose device fails. */
public final class BrokenDriver implements Driver {
  @Override
  public String name() {
    return "broken";
  }

  @Override
  public boolean supports(Class<?> group) {
    return false;
  }

  @Override
  public Object answer(LoopTask<?> task, NetTrap<?> trap) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void poll(long nanos) {
    throw new IllegalStateException("the device is gone");
  }

  @Override
  public void wakeUp() {}

  @Override
  public void close() {}
}
