package dev.gonzo.sim.kernel;

import dev.gonzo.kernel.loop.EnvironmentAnswers;
import dev.gonzo.kernel.loop.FileAnswers;
import dev.gonzo.kernel.loop.LoopServices;
import dev.gonzo.kernel.loop.ProcessThreads;
import dev.gonzo.kernel.loop.ThreadAnswers;
import java.util.List;

/** What a host's devices leave to others: threads, and the environment. */
final class SimulatedServices implements LoopServices {
  private final FileAnswers files;
  private final SimulatedThreads threads;
  private final SimulatedEnvironment environment;

  SimulatedServices(FileAnswers files, SimulatedThreads threads, SimulatedEnvironment environment) {
    this.files = files;
    this.threads = threads;
    this.environment = environment;
  }

  @Override
  public FileAnswers files() {
    return files;
  }

  @Override
  public ThreadAnswers threads() {
    return threads;
  }

  @Override
  public ProcessThreads processes() {
    return threads;
  }

  @Override
  public EnvironmentAnswers environment() {
    return environment;
  }

  @Override
  public void relieve() {}

  @Override
  public long waitNanos(long nanos) {
    return nanos;
  }

  @Override
  public List<Thread> workers() {
    return List.of();
  }

  @Override
  public void close() {
    environment.close();
    threads.close();
  }
}
