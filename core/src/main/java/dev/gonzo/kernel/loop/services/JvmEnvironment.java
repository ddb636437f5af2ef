package dev.gonzo.kernel.loop.services;

import dev.gonzo.kernel.Clock;
import dev.gonzo.kernel.loop.Driver;
import dev.gonzo.kernel.loop.EnvironmentAnswers;
import dev.gonzo.kernel.loop.LoopKernel;
import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.trap.EnvironmentTrap;
import dev.gonzo.trap.EnvironmentTrap.CloseSignals;
import dev.gonzo.trap.EnvironmentTrap.OpenSignals;
import dev.gonzo.trap.EnvironmentTrap.ReadRandomBytes;
import dev.gonzo.trap.EnvironmentTrap.ReadStandardInput;
import dev.gonzo.trap.EnvironmentTrap.ReadWallTime;
import dev.gonzo.trap.EnvironmentTrap.TakeSignal;
import dev.gonzo.trap.Handle;
import java.security.SecureRandom;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Answers the traps of the environment: signals, the standard input, the wall clock, random bytes.
 * All of it is the JVM's own.
 */
final class JvmEnvironment implements EnvironmentAnswers {
  private final LoopKernel kernel;
  private final Clock clock;
  private final Driver driver;
  private final Set<LoopSignals> signals = new LinkedHashSet<>();
  private final StandardInput.Reader standardInput;
  // Created at the first use. Kernel thread only.
  private @Nullable SecureRandom random;

  JvmEnvironment(LoopKernel kernel, Clock clock, Driver driver) {
    this.kernel = kernel;
    this.clock = clock;
    this.driver = driver;
    standardInput = new StandardInput.Reader(kernel);
  }

  @Override
  public @Nullable Object answer(LoopTask<?> task, EnvironmentTrap<?> trap) throws Exception {
    return switch (trap) {
      case ReadStandardInput asked -> driver.answer(task, asked, standardInput);
      case ReadWallTime _ -> clock.wallTime();
      case ReadRandomBytes(var count) -> randomBytes(count);
      case OpenSignals(var names) -> open(names);
      case TakeSignal asked -> own(asked.signals()).take(task, asked);
      case CloseSignals(var handle) -> close(own(handle));
    };
  }

  private byte[] randomBytes(int count) {
    if (random == null) {
      random = new SecureRandom();
    }
    var bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  private LoopSignals open(List<String> names) {
    var opened = new LoopSignals(kernel, names);
    signals.add(opened);
    return opened;
  }

  private @Nullable Object close(LoopSignals closed) {
    signals.remove(closed);
    closed.close();
    return null;
  }

  private LoopSignals own(Handle handle) {
    if (handle instanceof LoopSignals mine && mine.kernel() == kernel) {
      return mine;
    }
    throw new IllegalArgumentException("the handle is not one of this kernel's signals");
  }

  /** Closes what was left open, when every task has ended. */
  void close() {
    List.copyOf(signals).forEach(this::close);
  }
}
