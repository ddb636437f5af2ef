package dev.gonzo.kernel.loop.services;

import dev.gonzo.kernel.Clock;
import dev.gonzo.kernel.loop.Driver;
import dev.gonzo.kernel.loop.LoopKernel;
import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.kernel.loop.SurroundingsAnswers;
import dev.gonzo.trap.CloseSignals;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.OpenSignals;
import dev.gonzo.trap.ReadEntropy;
import dev.gonzo.trap.ReadStandardInput;
import dev.gonzo.trap.ReadWallClock;
import dev.gonzo.trap.TakeSignal;
import dev.gonzo.trap.Trap;
import java.security.SecureRandom;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Answers the traps of the environment: signals, the standard input, the wall clock, random bytes.
 * All of it is the JVM's own.
 */
final class EnvironmentAnswers implements SurroundingsAnswers {
  private final LoopKernel kernel;
  private final Clock clock;
  private final Driver driver;
  private final Set<LoopSignals> signals = new LinkedHashSet<>();
  private final StandardInput.Reader standardInput;
  // Created at the first use. Kernel thread only.
  private @Nullable SecureRandom entropy;

  EnvironmentAnswers(LoopKernel kernel, Clock clock, Driver driver) {
    this.kernel = kernel;
    this.clock = clock;
    this.driver = driver;
    standardInput = new StandardInput.Reader(kernel);
  }

  @Override
  public @Nullable Object answer(LoopTask<?> task, Trap.Surroundings<?> trap) throws Exception {
    return switch (trap) {
      case ReadStandardInput asked -> driver.answer(task, asked, standardInput);
      case ReadWallClock _ -> clock.wallClock();
      case ReadEntropy(var count) -> entropy(count);
      case OpenSignals(var names) -> open(names);
      case TakeSignal asked -> own(asked.signals()).take(task, asked);
      case CloseSignals(var handle) -> close(own(handle));
    };
  }

  private byte[] entropy(int count) {
    if (entropy == null) {
      entropy = new SecureRandom();
    }
    var bytes = new byte[count];
    entropy.nextBytes(bytes);
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
