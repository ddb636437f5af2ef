package dev.gonzo.kernel.file;

import dev.gonzo.kernel.driver.linux.EventCounter;
import dev.gonzo.kernel.driver.linux.PollCalls;
import dev.gonzo.kernel.driver.linux.SystemCalls;
import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.kernel.loop.Undo;
import dev.gonzo.report.Joins;
import dev.gonzo.trap.Trap;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A thread that waits until FIFOs and terminals can be read or written, for all tasks of a kernel.
 * So such a wait takes no thread from other files, and can be cancelled.
 *
 * <p>Called on the kernel's thread.
 */
final class PollThread implements AutoCloseable {
  private static final long MOST_MILLIS_TO_END = 1_000;
  private static final long PAUSE_NANOS = 1_000_000;

  private final Consumer<Runnable> kernel;
  private final Queue<Request> asked = new ConcurrentLinkedQueue<>();
  // Started by the first task that waits. Kernel thread only.
  private @Nullable Thread thread;
  private @Nullable EventCounter wakeUps;
  private volatile boolean closed;

  PollThread(Consumer<Runnable> kernel) {
    this.kernel = kernel;
  }

  private enum State {
    WAITING,
    OVER,
    WITHDRAWN
  }

  /** The wait of one task: for a file, which it holds until then, or for a time. */
  private final class Request implements Undo {
    private final LoopTask<?> task;
    private final @Nullable StreamFile file;
    private final short events;
    private final long untilNanos;
    private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
    // Used by the thread only, once the request was passed to it.
    private boolean holds;

    Request(LoopTask<?> task, @Nullable StreamFile file, short events, long untilNanos) {
      this.task = task;
      this.file = file;
      this.events = events;
      this.untilNanos = untilNanos;
      this.holds = file != null;
    }

    @Override
    public boolean undo() {
      boolean withdrawn = state.compareAndSet(State.WAITING, State.WITHDRAWN);
      if (withdrawn) {
        wakeUp();
      }
      return withdrawn;
    }

    boolean isWaiting() {
      return state.get() == State.WAITING;
    }

    /** Resumes the task. If that throws, because the heap is full, it can be tried again. */
    void end(@Nullable Throwable failure) {
      Runnable resumption =
          () -> {
            if (failure == null) {
              task.resume(null);
            } else {
              task.raise(failure);
            }
          };
      if (state.compareAndSet(State.WAITING, State.OVER)) {
        try {
          kernel.accept(resumption);
        } catch (Throwable refused) {
          state.set(State.WAITING);
          throw refused;
        }
      }
    }

    /** Drops the request: its task no longer waits. */
    void forget() {
      if (holds && file != null) {
        holds = false;
        file.release();
      }
    }
  }

  /**
   * Suspends the task, which holds the file, until the file can be read or written. On the task's
   * own stack.
   */
  void await(LoopTask<?> task, Trap<?> trap, StreamFile file, short events) throws Exception {
    file.holdAgain();
    await(trap, new Request(task, file, events, 0));
  }

  /** Suspends the task for some time. On the task's own stack. */
  void pause(LoopTask<?> task, Trap<?> trap, long nanos) throws Exception {
    await(trap, new Request(task, null, (short) 0, Math.max(1, System.nanoTime() + nanos)));
  }

  private void await(Trap<?> trap, Request request) throws Exception {
    // Begun only once the task is suspended at its trap: if it cannot be, there is nothing to wait
    // for.
    kernel.accept(() -> add(request));
    Object _ = request.task.suspend(trap, request);
  }

  private void add(Request request) {
    if (!request.isWaiting()) {
      request.forget();
      return;
    }
    try {
      begin();
      asked.add(request);
      wakeUp();
    } catch (IOException | OutOfMemoryError refused) {
      request.end(refused);
      request.forget();
    }
  }

  private void begin() throws IOException {
    if (thread == null) {
      var calls = new SystemCalls();
      EventCounter counter = EventCounter.open(calls);
      Thread made;
      try {
        var poll = new PollCalls(calls);
        var waiting = new ArrayList<Request>();
        made =
            Thread.ofPlatform()
                .daemon()
                .name("gonzo-file-poll")
                .unstarted(() -> work(counter, poll, waiting));
        made.start();
      } catch (OutOfMemoryError refused) {
        counter.close();
        throw refused;
      }
      wakeUps = counter;
      thread = made;
    }
  }

  private void wakeUp() {
    EventCounter counter = wakeUps;
    if (counter != null) {
      boolean _ = counter.signal();
    }
  }

  private void work(EventCounter counter, PollCalls poll, List<Request> waiting) {
    boolean again = false;
    while (!closed) {
      try {
        step(counter, poll, waiting, again);
        again = false;
      } catch (OutOfMemoryError full) {
        // The requests are kept: without this thread their tasks, and all later ones, would hang.
        again = true;
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
    waiting.forEach(Request::forget);
    asked.forEach(Request::forget);
  }

  /** Looks at all requests; without waiting if the step before was not completed. */
  private void step(EventCounter counter, PollCalls poll, List<Request> waiting, boolean again) {
    for (Request more = asked.peek(); more != null; more = asked.peek()) {
      waiting.add(more);
      asked.remove();
    }
    long nanos = again ? 0 : waitNanos(waiting);
    poll.set(0, counter.descriptor(), PollCalls.POLLIN);
    int count = 1;
    for (Request request : waiting) {
      if (request.file != null) {
        poll.set(count++, request.file.descriptor(), request.events);
      }
    }
    if (poll.await(count, nanos) > 0 && poll.isReady(0)) {
      long _ = counter.drain();
    }
    endWhatIsOver(waiting, poll);
  }

  private static long waitNanos(List<Request> waiting) {
    long nanos = -1;
    for (Request request : waiting) {
      if (request.file == null) {
        long left = Math.max(0, request.untilNanos - System.nanoTime());
        nanos = nanos < 0 ? left : Math.min(nanos, left);
      }
    }
    return nanos;
  }

  private static void endWhatIsOver(List<Request> waiting, PollCalls poll) {
    int entries = 1;
    int next = 0;
    while (next < waiting.size()) {
      Request request = waiting.get(next);
      boolean ready =
          request.file == null
              ? System.nanoTime() - request.untilNanos >= 0
              : poll.isReady(entries++);
      if (ready || !request.isWaiting()) {
        request.forget();
        request.end(null);
        waiting.remove(next); // last: if there is no memory for the rest, it is tried again
      } else {
        next++;
      }
    }
  }

  /** Ends the thread, when every task has ended. */
  @Override
  public void close() {
    closed = true;
    if (thread == null || wakeUps == null) {
      return;
    }
    wakeUp();
    Joins.each(List.of(thread), MOST_MILLIS_TO_END);
    wakeUps.close();
  }
}
