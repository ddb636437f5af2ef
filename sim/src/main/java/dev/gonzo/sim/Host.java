package dev.gonzo.sim;

import dev.gonzo.Async;
import dev.gonzo.Gonzo;
import dev.gonzo.sim.kernel.SimulatedHost;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A simulated machine that runs a program. Its methods are for the main program and for the
 * programs of hosts, in their tasks, and also before the simulation begins, where it is said.
 */
public final class Host {
  private final SimulatedHost host;
  private final Machine machine;
  private final SimulatedDisk disk;
  private final Nemesis nemesis;

  Host(SimulatedHost host, Machine machine, Nemesis nemesis) {
    this.host = host;
    this.machine = machine;
    this.nemesis = nemesis;
    disk = new SimulatedDisk(machine);
  }

  SimulatedHost simulated() {
    return host;
  }

  /** {@return its name} */
  public String name() {
    return host.name();
  }

  /**
   * {@return its address; the first if it has several} Its name is resolved to all of them. It also
   * has the loopback addresses.
   */
  public InetAddress address() {
    return machine.addresses().getFirst();
  }

  /** {@return its addresses, but for the loopback addresses} */
  public List<InetAddress> addresses() {
    return machine.addresses();
  }

  /** {@return its disk, which outlives its programs and its crashes} */
  public SimulatedDisk disk() {
    return disk;
  }

  /**
   * Spares it the faults of a {@link FaultMix}, of its network as well: none happens to it from now
   * on, and those that last go on to their end. What is asked for by other methods happens to it as
   * before. Never suspends.
   *
   * @return this host
   */
  public Host withoutFaults() {
    machine.spare();
    nemesis.isSpared(machine);
    return this;
  }

  /** {@return whether it runs its program now} */
  public boolean isUp() {
    return host.isUp();
  }

  /**
   * Ends it as a failure of power does: nothing of its program runs any more, no {@code finally},
   * no {@code close}, and no task of it is cancelled. Does nothing if it is down. A task that calls
   * this for its own host does not return from the call.
   */
  @Async
  public void crash() {
    boolean own = host.world().running() == host;
    host.crash();
    while (own) {
      LockSupport.park(this); // the rest of the turn would be code that runs after the crash
    }
  }

  /**
   * Starts its program again, after it has ended or crashed. Never suspends.
   *
   * @throws IllegalStateException if it is up
   */
  public void restart() {
    host.start();
  }

  /** Waits until it is down: its program has ended, or it has crashed. */
  @Async
  public void awaitDown() {
    Gonzo.suspendUntil(resumer -> host.whenDown(() -> resumer.resume(true)));
  }

  /**
   * Waits until its program has ended by itself. A crash does not end this wait: the program may
   * end after a restart.
   */
  @Async
  public void awaitEnd() {
    Gonzo.suspendUntil(resumer -> host.whenFinished(() -> resumer.resume(true)));
  }

  /**
   * Stops it for a time, as a garbage collection or a virtual machine that is moved does. What
   * would have happened meanwhile happens at once when it goes on. Never suspends the caller.
   *
   * @param duration how long
   */
  public void pause(Duration duration) {
    host.pause(duration.toNanos());
  }

  /**
   * Makes each turn of its tasks take time. Never suspends.
   *
   * @param turn how much; zero, as at first, for none
   */
  public void slowDown(Duration turn) {
    host.slowDown(turn.toNanos());
  }

  /**
   * Lets its clocks run too fast, or too slowly, from now on. Also before the simulation begins.
   * Never suspends.
   *
   * @param rate how many of its seconds pass in one: 1 for right, 1.001 for a clock that gains a
   *     millisecond in each second
   */
  public void driftAt(double rate) {
    if (!(rate > 0)) {
      throw new IllegalArgumentException("a clock must run forwards, got the rate " + rate);
    }
    host.driftAt(rate);
  }

  /**
   * Sets its wall clock. Its monotonic clock goes on as before. Also before the simulation begins.
   * Never suspends.
   *
   * @param forwards by how much; negative for backwards
   */
  public void setWallClock(Duration forwards) {
    host.setWallClock(forwards);
  }

  /**
   * Sends its program a signal. Never suspends.
   *
   * @param signal its name, such as {@code HUP}
   * @throws IllegalArgumentException if there is no such signal
   */
  public void signal(String signal) {
    host.signal(signal);
  }

  /**
   * Types a text on its standard input, which is at its end before that. Also before the simulation
   * begins. Never suspends.
   *
   * @param text the text
   */
  public void type(String text) {
    host.type(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Ends its standard input. Never suspends. */
  public void endInput() {
    host.endInput();
  }

  @Override
  public String toString() {
    return "Host[" + name() + (isUp() ? ", up]" : ", down]");
  }
}
