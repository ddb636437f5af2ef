package dev.gonzo.kernel.driver.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.gonzo.kernel.driver.ErrorNumber;
import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.kernel.loop.ProcessThreads;
import dev.gonzo.report.Rethrow;
import dev.gonzo.trap.ProcessTrap.ProcessEnd;
import dev.gonzo.trap.ProcessTrap.SignalProcess;
import dev.gonzo.trap.ProcessTrap.StartProcess;
import dev.gonzo.trap.ProcessTrap.StartedProcess;
import dev.gonzo.trap.ProcessTrap.WaitForGroup;
import dev.gonzo.trap.ProcessTrap.WaitForProcess;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.SocketException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Answers the traps on child processes: waiting, signals and groups. {@link Starting} starts them.
 *
 * <p>A child's id is safe to use until the child is reaped: the system does not reuse it before. A
 * pidfd only reports that the child has ended. If no descriptor is left for one, a thread waits
 * instead, so that a started process can always be awaited.
 */
final class Processes {
  private static final int P_PID = 1;
  private static final int WEXITED = 4;
  private static final int WNOHANG = 1;
  private static final int WNOWAIT = 0x1000000;
  private static final int SIGKILL = 9;
  private static final int SIGINFO_BYTES = 128;
  private static final int SI_CODE_OFFSET = 8;
  private static final int SI_PID_OFFSET = 16;
  private static final int SI_STATUS_OFFSET = 24;
  private static final int CLD_EXITED = 1;

  private final LinuxDriver driver;
  private final SystemCalls calls;
  private final MemorySegment pair;
  private final MemorySegment info;
  // The children that are not yet reaped, and those being started.
  private final Set<LinuxProcess> open = new LinkedHashSet<>();

  Processes(LinuxDriver driver, SystemCalls calls) {
    this.driver = driver;
    this.calls = calls;
    pair = calls.memory.allocate(2L * Integer.BYTES, Integer.BYTES);
    info = calls.memory.allocate(SIGINFO_BYTES, Long.BYTES);
  }

  StartedProcess start(LoopTask<?> task, StartProcess asked, ProcessThreads threads)
      throws Exception {
    // It is added before the program runs, since whatever can fail must fail before that.
    var process = new LinuxProcess(driver, asked.ownGroup());
    open.add(process);
    try {
      return new Starting(task, driver, calls, pair, asked, process).start(threads);
    } catch (Throwable refused) {
      Object _ = close(process);
      open.remove(process);
      throw refused;
    }
  }

  ProcessEnd await(
      LoopTask<?> task, WaitForProcess asked, LinuxProcess process, ProcessThreads threads)
      throws Exception {
    process.direction().requireFree();
    while (true) {
      reap(process);
      ProcessEnd end = process.end();
      if (end != null) {
        return end;
      }
      requireOpen(process);
      LinuxSocket watch = process.watch;
      if (watch == null) {
        watchByThread(process, threads);
        process.ended.await(task, asked);
        requireThread(process);
      } else {
        watch.input.drained();
        watch.await(task, asked, watch.input);
      }
    }
  }

  private static void requireOpen(LinuxProcess process) throws SocketException {
    if (process.isClosed) {
      throw new SocketException("the process was closed on our side: start another");
    }
  }

  private static void watchByThread(LinuxProcess process, ProcessThreads threads) {
    if (!process.isWatchedByThread) {
      process.isWatchedByThread = true;
      int id = process.id;
      threads.execute(
          () -> {
            awaitEnd(id, WNOWAIT);
            threads.post(() -> process.ended.event(true));
          },
          noThread -> {
            process.isWatchedByThread = false;
            process.whyUnwatched = noThread;
            process.ended.event(false);
          });
    }
  }

  private static void requireThread(LinuxProcess process) throws IOException {
    Throwable reason = process.whyUnwatched;
    if (reason != null) {
      process.whyUnwatched = null;
      throw new IOException(
          ("cannot wait for process %d, because neither a descriptor nor a thread is left;"
                  + " it keeps running")
              .formatted(process.id),
          reason);
    }
  }

  /** Waits for the end of a process. In a thread. */
  private static void awaitEnd(int id, int how) {
    var calls = new SystemCalls();
    while (calls.waiting(CallNumbers.WAITID, P_PID, id, 0, WEXITED | how, 0, 0)
        == -ErrorNumber.EINTR) {}
  }

  /**
   * Reaps a process that has ended, so that the system removes it; the leader of a group is not
   * removed, since the group has its id.
   */
  private void reap(LinuxProcess process) {
    if (process.hasEnded() || process.isClosed) {
      return;
    }
    info.set(JAVA_INT, SI_PID_OFFSET, 0);
    int how = WEXITED | WNOHANG | (process.leadsGroup ? WNOWAIT : 0);
    int result = calls.brief(CallNumbers.WAITID, P_PID, process.id, info.address(), how, 0);
    if (result < 0) {
      throw new IllegalStateException(
          "other code in this JVM has waited for process "
              + process.id
              + ", which only Gonzo may do: "
              + ErrorNumber.text(result));
    }
    if (info.get(JAVA_INT, SI_PID_OFFSET) != 0) {
      boolean signalled = info.get(JAVA_INT, SI_CODE_OFFSET) != CLD_EXITED;
      process.ended(signalled, info.get(JAVA_INT, SI_STATUS_OFFSET));
      if (!process.leadsGroup) {
        open.remove(process);
      }
    }
  }

  /**
   * Waits until no member of a group runs; a thread checks, because the system does not report it.
   */
  @Nullable Object awaitGroup(
      LoopTask<?> task, WaitForGroup asked, LinuxProcess process, ProcessThreads threads)
      throws Exception {
    requireLeader(process);
    requireOpen(process);
    int group = process.id;
    return threads.<@Nullable Void>runWait(
        task,
        asked,
        progress -> {
          ProcessGroup.awaitEnd(group, progress);
          return null;
        });
  }

  private static void requireLeader(LinuxProcess process) {
    if (!process.leadsGroup) {
      throw new IllegalArgumentException("process " + process.id + " does not lead a group");
    }
  }

  boolean signal(LinuxProcess process, SignalProcess asked) throws IOException {
    if (asked.group()) {
      requireLeader(process);
    }
    if (process.isClosed || (process.hasEnded() && !asked.group())) {
      return false; // its id may have been reused by now
    }
    int result =
        calls.brief(CallNumbers.KILL, asked.group() ? -process.id : process.id, asked.signal(), 0);
    if (result < 0 && result != -ErrorNumber.ESRCH) {
      throw CallFailures.of("signal process " + process.id, result);
    }
    return result >= 0;
  }

  /**
   * Closes a process. If it still runs it is killed, because no task could wait for it any more;
   * and so is the rest of the group that it leads, even after its own end.
   */
  @Nullable Object close(LinuxProcess process) {
    if (!process.isClosed && process.id != 0) {
      reap(process);
      process.isClosed = true;
      if (process.leadsGroup || !process.hasEnded()) {
        int _ =
            calls.brief(
                CallNumbers.KILL, process.leadsGroup ? -process.id : process.id, SIGKILL, 0);
      }
      if (process.hasEnded() && process.leadsGroup) {
        int how = WEXITED | WNOHANG;
        int _ = calls.brief(CallNumbers.WAITID, P_PID, process.id, 0, how, 0);
      }
      open.remove(process);
      if (process.watch != null) {
        Object _ = driver.close(process.watch);
      }
      process.ended.event(true);
      if (!process.hasEnded()) {
        reapLater(process.id); // last, because there may be no thread for it
      }
    }
    return null;
  }

  /** Closes all of them, even if that fails for one. */
  void closeAll() {
    Throwable failure = null;
    for (LinuxProcess process : List.copyOf(open)) {
      try {
        Object _ = close(process);
      } catch (Throwable thrown) {
        failure = failure == null ? thrown : failure;
      }
    }
    if (failure != null) {
      throw Rethrow.unchecked(failure);
    }
  }

  /** Reaps a killed process in a thread, since it ends soon but not at once. */
  private static void reapLater(int id) {
    Thread _ = Thread.ofPlatform().daemon().name("gonzo-reaper-" + id).start(() -> awaitEnd(id, 0));
  }
}
