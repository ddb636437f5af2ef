package dev.gonzo.kernel.driver.nio;

import dev.gonzo.kernel.driver.ready.Direction;
import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.ProcessTrap.ProcessEnd;
import dev.gonzo.trap.ProcessTrap.WaitForProcess;
import java.net.SocketException;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A process started through the JDK. Kernel thread only. */
final class ChildProcess extends Handle {
  private static final int KILL = 9;
  private static final int TERMINATE = 15;
  private static final int SIGNALLED = 0x80;

  final NioDriver driver;
  private final Process process;
  private final Direction ended = new Direction("wait for the end");
  private final Set<Integer> sent = new HashSet<>();
  // Created in advance, so that the end is noticed even if the heap is full.
  private final Runnable hasEnded = this::hasEnded;
  private volatile int value;
  private @Nullable ProcessEnd end;
  private boolean closed;

  ChildProcess(NioDriver driver, Process process) {
    this.driver = driver;
    this.process = process;
  }

  long id() {
    return process.pid();
  }

  ProcessEnd await(LoopTask<?> task, WaitForProcess asked) throws Exception {
    ended.requireFree();
    while (end == null) {
      if (closed) {
        throw new SocketException("the process was closed on our side: start another");
      }
      ended.await(task, asked);
    }
    return end;
  }

  /** Called when it has ended, in the JDK's thread. */
  void endsWith(int value) {
    this.value = value;
    driver.post(hasEnded);
  }

  /**
   * Records the end. The JDK reports a signal as the status 128 plus its number. A program may also
   * exit with that status, so it counts as a signal only if we have sent that signal.
   */
  private void hasEnded() {
    int signal = value - SIGNALLED;
    end = sent.contains(signal) ? new ProcessEnd(true, signal) : new ProcessEnd(false, value);
    ended.event(true);
  }

  boolean signal(int signal) {
    if (end != null || closed) {
      return false;
    }
    // Through the process handle: Process.destroy would also close our ends of its pipes.
    boolean sentIt =
        switch (signal) {
          case TERMINATE -> process.toHandle().destroy();
          case KILL -> process.toHandle().destroyForcibly();
          default ->
              throw new UnsupportedOperationException(
                  "the nio kernel can only terminate (15) and kill (9) a process, and not send"
                      + " signal "
                      + signal
                      + ": use the epoll or uring kernel");
        };
    if (sentIt) {
      sent.add(signal);
    }
    return sentIt;
  }

  /** Closes it. If it still runs it is killed, because no task could wait for it any more. */
  void close() {
    if (!closed) {
      if (end == null) {
        boolean _ = process.toHandle().destroyForcibly();
      }
      closed = true;
      ended.event(true);
    }
  }
}
