package dev.gonzo.kernel.driver.nio;

import dev.gonzo.kernel.driver.WrongHandle;
import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.kernel.loop.ProcessThreads;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.ProcessTrap;
import dev.gonzo.trap.ProcessTrap.SignalProcess;
import dev.gonzo.trap.ProcessTrap.StartProcess;
import dev.gonzo.trap.ProcessTrap.StartedProcess;
import dev.gonzo.trap.ProcessTrap.WaitForGroup;
import dev.gonzo.trap.ProcessTrap.WaitForProcess;
import dev.gonzo.trap.Redirection;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Answers the traps on processes through the JDK, on any system. The JDK's own thread waits for
 * their ends; ours block in their pipes.
 *
 * <p>The JDK supports neither process groups nor signals other than two; these are refused. When a
 * process has ended, the JDK closes our end of its output, so bytes that a grandchild writes later
 * are lost.
 */
final class Children {
  private final NioDriver driver;
  private final PipeThreads threads;
  // The processes to close at the end of the run.
  private final Set<Handle> open = new LinkedHashSet<>();

  Children(NioDriver driver) {
    this.driver = driver;
    threads = new PipeThreads(driver);
  }

  @Nullable Object answer(LoopTask<?> task, ProcessTrap<?> trap, ProcessThreads threads)
      throws Exception {
    return switch (trap) {
      case StartProcess asked -> start(task, asked, threads);
      case WaitForProcess asked -> process(asked.process()).await(task, asked);
      case WaitForGroup asked -> throw noGroup(process(asked.process()));
      case SignalProcess asked -> signal(process(asked.process()), asked);
    };
  }

  private StartedProcess start(LoopTask<?> task, StartProcess asked, ProcessThreads threads)
      throws Exception {
    if (asked.ownGroup()) {
      throw new UnsupportedOperationException(
          "the nio kernel cannot start a process group, because the JDK cannot: on Linux use the"
              + " epoll or uring kernel (-Dgonzo.kernel=epoll); elsewhere leave processGroup() out,"
              + " and let the program end its own children");
    }
    if (!(asked.input() instanceof Redirection.FromPipe(var pipe))) {
      return start(task, asked, threads, null);
    }
    output(pipe).requireIdle();
    PipeThread copier = this.threads.reserve(task);
    try {
      return start(task, asked, threads, copier);
    } catch (Throwable failure) {
      copier.end(() -> {});
      throw failure;
    }
  }

  private StartedProcess start(
      LoopTask<?> task, StartProcess asked, ProcessThreads threads, @Nullable PipeThread copier)
      throws Exception {
    try (var start = new ChildStart(asked)) {
      Process process = start.start(task, threads, this.threads);
      try {
        start.carry(process);
        return started(task, process, asked, copier);
      } catch (Throwable failure) {
        giveUp(process); // no task has a handle of it
        throw failure;
      }
    }
  }

  /** Kills a process that could not be registered, and closes our ends of its pipes. */
  private void giveUp(Process process) {
    boolean _ = process.toHandle().destroyForcibly();
    threads.execute(() -> closePipes(process), _ -> closePipes(process));
  }

  private static void closePipes(Process process) {
    try (var _ = process.getInputStream();
        var _ = process.getErrorStream();
        var _ = process.getOutputStream()) {
      // Closing them is all.
    } catch (IOException gone) {
      // The process no longer reads.
    }
  }

  /** Registers a process that a thread has started. */
  private StartedProcess started(
      LoopTask<?> task, Process process, StartProcess asked, @Nullable PipeThread copier)
      throws Exception {
    var child = new ChildProcess(driver, process);
    open.add(child);
    // The JDK's futures may block on locks.
    var _ =
        task.onLoop(() -> process.onExit().thenAccept(ended -> child.endsWith(ended.exitValue())));
    PipeToChild input = null;
    if (asked.input() instanceof Redirection.Pipe) {
      input = new PipeToChild(driver, threads, process.getOutputStream());
      open.add(input);
    }
    var started =
        new StartedProcess(
            child,
            child.id(),
            input,
            asked.output() instanceof Redirection.Pipe ? pipe(process.getInputStream()) : null,
            asked.error() instanceof Redirection.Pipe ? pipe(process.getErrorStream()) : null);
    if (asked.input() instanceof Redirection.FromPipe(var pipe) && copier != null) {
      // Last: a start that fails leaves the handle unchanged.
      output(pipe).handOver(process.getOutputStream(), copier);
      open.remove(pipe);
    }
    return started;
  }

  private PipeFromChild pipe(InputStream stream) {
    var pipe = new PipeFromChild(driver, threads, stream);
    open.add(pipe);
    return pipe;
  }

  private static boolean signal(ChildProcess process, SignalProcess asked) {
    if (asked.group()) {
      throw noGroup(process);
    }
    return process.signal(asked.signal());
  }

  private static IllegalArgumentException noGroup(ChildProcess process) {
    return new IllegalArgumentException("process " + process.id() + " does not lead a group");
  }

  private ChildProcess process(Handle handle) {
    if (handle instanceof ChildProcess process && process.driver == driver) {
      return process;
    }
    throw WrongHandle.notHere("a process");
  }

  /** The pipe that a process writes to, of a handle. */
  PipeFromChild output(Handle handle) {
    if (handle instanceof PipeFromChild pipe && pipe.driver == driver) {
      return pipe;
    }
    throw WrongHandle.notHere("the output of a process");
  }

  /** The pipe that a process reads from, of a handle. */
  PipeToChild input(Handle handle) {
    if (handle instanceof PipeToChild pipe && pipe.driver == driver) {
      return pipe;
    }
    throw WrongHandle.notHere("the input of a process");
  }

  /** Closes a handle; returns false if it is not one of a process. */
  boolean close(Handle handle) {
    switch (handle) {
      case ChildProcess process when process.driver == driver -> process.close();
      case PipeFromChild pipe when pipe.driver == driver -> pipe.close();
      case PipeToChild pipe when pipe.driver == driver -> pipe.close();
      default -> {
        return false;
      }
    }
    open.remove(handle);
    return true;
  }

  /** Ends the processes when every task has ended; the threads close the pipes. */
  void close() {
    List.copyOf(open).forEach(this::close);
    driver.runPosted();
    threads.close();
  }
}
