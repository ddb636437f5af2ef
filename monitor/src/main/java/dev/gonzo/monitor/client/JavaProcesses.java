package dev.gonzo.monitor.client;

import com.sun.tools.attach.VirtualMachine;
import com.sun.tools.attach.VirtualMachineDescriptor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Finds the JVMs of this user in which kernels run, or have run. */
public final class JavaProcesses {
  private static final int PATIENCE_SECONDS = 5;

  private JavaProcesses() {}

  /**
   * A JVM.
   *
   * @param pid the number of its process
   * @param program its main class or jar, and its arguments
   * @param answers false if it did not say whether it has kernels
   */
  public record JavaProcess(long pid, String program, boolean answers) {}

  /**
   * Lists them, without this one. JVMs are asked at the same time; one that is stopped or hangs
   * does not hold up the others for more than five seconds. Blocks the thread.
   *
   * @return the JVMs, by number
   */
  public static List<JavaProcess> withKernels() {
    long own = ProcessHandle.current().pid();
    // Not closed, which would wait for a JVM that hangs: its threads are daemons.
    ExecutorService threads = Executors.newCachedThreadPool(Thread.ofPlatform().daemon().factory());
    try {
      record Asked(long pid, String program, Future<Boolean> hasKernels) {}
      var asked = new ArrayList<Asked>();
      for (VirtualMachineDescriptor machine : VirtualMachine.list()) {
        long pid = Long.parseLong(machine.id());
        if (pid != own) {
          asked.add(
              new Asked(
                  pid, machine.displayName(), threads.submit(() -> Attachment.hasKernels(pid))));
        }
      }
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
      var found = new ArrayList<JavaProcess>();
      for (Asked one : asked) {
        try {
          if (one.hasKernels.get(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS)) {
            found.add(new JavaProcess(one.pid, one.program, true));
          }
        } catch (ExecutionException ended) {
          // It ended meanwhile, or belongs to a user whose JVMs cannot be attached to.
        } catch (TimeoutException hangs) {
          found.add(new JavaProcess(one.pid, one.program, false));
        } catch (InterruptedException interrupted) {
          Thread.currentThread().interrupt();
          break;
        }
      }
      found.sort(Comparator.comparingLong(JavaProcess::pid));
      return List.copyOf(found);
    } finally {
      threads.shutdown();
    }
  }
}
