package dev.gonzo.sim.kernel;

import dev.gonzo.kernel.loop.Driver;
import dev.gonzo.kernel.loop.FileAnswers;
import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.kernel.loop.ProcessThreads;
import dev.gonzo.kernel.loop.ThreadAnswers;
import dev.gonzo.trap.NetTrap;
import dev.gonzo.trap.NetTrap.Resolve;
import dev.gonzo.trap.NetTrap.SendFile;
import dev.gonzo.trap.ProcessTrap;
import org.jspecify.annotations.Nullable;

/**
 * The devices of a simulated host, for its kernel. It never waits: the world's loop steps the
 * kernel when there is something to do. What threads bring is put into the host's {@link
 * SideQueue}.
 */
final class SimulatedDriver implements Driver {
  private final HostDevices devices;
  private final SideQueue side;

  SimulatedDriver(HostDevices devices, SideQueue side) {
    this.devices = devices;
    this.side = side;
  }

  @Override
  public String name() {
    return "sim";
  }

  @Override
  public boolean supports(Class<?> group) {
    return devices.support(group);
  }

  @Override
  public @Nullable Object answer(LoopTask<?> task, NetTrap<?> trap) throws Exception {
    return devices.answer(task, trap);
  }

  @Override
  public @Nullable Object answer(LoopTask<?> task, Resolve trap, ThreadAnswers threads)
      throws Exception {
    return devices.resolve(task, trap);
  }

  @Override
  public Long sendFile(LoopTask<?> task, SendFile asked, FileAnswers threads) throws Exception {
    return devices.sendFile(task, asked);
  }

  @Override
  public @Nullable Object answer(LoopTask<?> task, ProcessTrap<?> trap, ProcessThreads threads)
      throws Exception {
    return devices.answer(task, trap);
  }

  @Override
  public boolean takeForeignThread(LoopTask<?> task, Thread thread, Runnable run) {
    return side.takeThread(thread, run);
  }

  @Override
  public boolean takeArrival(Object source, Runnable delivery) {
    return side.takeArrival(delivery);
  }

  @Override
  public void poll(long nanos) {}

  @Override
  public void wakeUp() {
    side.wakeUp();
  }

  @Override
  public void close() {
    side.close();
    devices.close();
  }
}
