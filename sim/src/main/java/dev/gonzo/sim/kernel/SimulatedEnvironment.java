package dev.gonzo.sim.kernel;

import dev.gonzo.kernel.loop.EnvironmentAnswers;
import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.kernel.loop.StandardInputAnswers;
import dev.gonzo.sim.world.Draws;
import dev.gonzo.trap.EnvironmentTrap;
import dev.gonzo.trap.EnvironmentTrap.CloseSignals;
import dev.gonzo.trap.EnvironmentTrap.OpenSignals;
import dev.gonzo.trap.EnvironmentTrap.ReadRandomBytes;
import dev.gonzo.trap.EnvironmentTrap.ReadStandardInput;
import dev.gonzo.trap.EnvironmentTrap.ReadWallTime;
import dev.gonzo.trap.EnvironmentTrap.TakeSignal;
import dev.gonzo.trap.Handle;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The environment of a host's program: its clock, random bytes, standard input, and signals. */
final class SimulatedEnvironment implements EnvironmentAnswers {
  /** The signals that a program can take over, as in the JVM. */
  private static final List<String> SIGNALS =
      List.of(
          "HUP", "INT", "TERM", "USR1", "USR2", "PIPE", "ALRM", "CONT", "TSTP", "TTIN", "TTOU",
          "WINCH", "CHLD", "URG");

  private final HostClock clock;
  private final Draws entropy;
  private final StandardInputAnswers input;
  private final Set<SimulatedSignals> opened = new LinkedHashSet<>();

  SimulatedEnvironment(HostClock clock, Draws entropy, StandardInputAnswers input) {
    this.clock = clock;
    this.entropy = entropy;
    this.input = input;
  }

  @Override
  public @Nullable Object answer(LoopTask<?> task, EnvironmentTrap<?> trap) throws Exception {
    return switch (trap) {
      case ReadStandardInput asked -> input.answer(task, asked);
      case ReadWallTime _ -> clock.wallTime();
      case ReadRandomBytes(var count) -> randomBytes(count);
      case OpenSignals(var names) -> open(names);
      case TakeSignal asked -> own(asked.signals()).take(task);
      case CloseSignals(var handle) -> close(own(handle));
    };
  }

  private byte[] randomBytes(int count) {
    var bytes = new byte[count];
    entropy.fill(bytes);
    return bytes;
  }

  private SimulatedSignals open(List<String> names) {
    for (String name : names) {
      requireKnown(name);
    }
    var signals = new SimulatedSignals(this, names);
    opened.add(signals);
    return signals;
  }

  static void requireKnown(String name) {
    if (!SIGNALS.contains(name)) {
      throw new IllegalArgumentException(
          "the signal " + name + " cannot be simulated: choose one of " + SIGNALS);
    }
  }

  private @Nullable Object close(SimulatedSignals signals) {
    opened.remove(signals);
    signals.close();
    return null;
  }

  private SimulatedSignals own(Handle handle) {
    if (handle instanceof SimulatedSignals mine && mine.isOf(this)) {
      return mine;
    }
    throw new IllegalArgumentException("the handle is not one of this kernel's signals");
  }

  /** Lets a signal arrive; whether the program has taken it over. On the loop's own stack. */
  boolean signal(String name) {
    List<SimulatedSignals> takers = new ArrayList<>(opened);
    takers.removeIf(signals -> !signals.accepts(name));
    takers.forEach(signals -> signals.deliver(name));
    return !takers.isEmpty();
  }

  void close() {
    List.copyOf(opened).forEach(this::close);
  }
}
