package dev.gonzo.kernel.loop.services;

import dev.gonzo.kernel.Clock;
import dev.gonzo.kernel.file.FileThreads;
import dev.gonzo.kernel.loop.AllSteps;
import dev.gonzo.kernel.loop.Driver;
import dev.gonzo.kernel.loop.EnvironmentAnswers;
import dev.gonzo.kernel.loop.FileAnswers;
import dev.gonzo.kernel.loop.LoopKernel;
import dev.gonzo.kernel.loop.LoopServices;
import dev.gonzo.kernel.loop.ProcessThreads;
import dev.gonzo.kernel.loop.ThreadAnswers;
import dev.gonzo.kernel.offload.LoopActions;
import dev.gonzo.kernel.offload.ProcessOffload;
import dev.gonzo.kernel.offload.Workers;
import java.util.List;

/** The services of a kernel in this JVM: the JVM's threads and the JVM's environment. */
public final class JvmServices implements LoopServices {
  private final Workers workers;
  private final ProcessOffload processes;
  private final FileThreads files;
  private final JvmEnvironment environment;

  /**
   * Creates the services of a kernel.
   *
   * @param kernel the kernel
   * @param clock its clock
   * @param driver its devices
   */
  public JvmServices(LoopKernel kernel, Clock clock, Driver driver) {
    workers = new Workers(kernel);
    processes = new ProcessOffload(kernel);
    files = new FileThreads(new LoopActions(kernel));
    environment = new JvmEnvironment(kernel, clock, driver);
  }

  @Override
  public FileAnswers files() {
    return files;
  }

  @Override
  public ThreadAnswers threads() {
    return workers;
  }

  @Override
  public ProcessThreads processes() {
    return processes;
  }

  @Override
  public EnvironmentAnswers environment() {
    return environment;
  }

  @Override
  public void relieve() {
    files.relieve();
  }

  @Override
  public long waitNanos(long nanos) {
    return files.waitNanos(nanos);
  }

  @Override
  public List<Thread> workers() {
    return workers.threads();
  }

  @Override
  public void close() {
    AllSteps.run(environment::close, workers::close, processes::close, files::close);
  }
}
