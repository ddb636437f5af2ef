package dev.gonzo.sync;

import dev.gonzo.Coroutine;
import dev.gonzo.KernelMember;
import dev.gonzo.Task;
import dev.gonzo.trap.SchedulingTrap.WaitOn;
import dev.gonzo.trap.SchedulingTrap.Wake;
import dev.gonzo.trap.WaitQueue;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A fair queue of tasks that request shares of a resource, first come, first served: no request
 * overtakes one that cannot be granted yet, however small it is.
 *
 * <p>The task that frees a share grants it before the waiting task is woken: a task that is
 * cancelled after that has its share. It needs no lock, because only one task runs at a time.
 */
final class FairQueue {
  /** A constant: it is passed at each wait, and a wait must not allocate a text. */
  static final String HELD_ELSEWHERE = "it holds what only one kernel at a time may use";

  /** A request of a task for a share. */
  abstract static class Request {
    private @Nullable Task<?> task;
    private @Nullable WaitQueue queue;
    // Allocated before the wait, so that the task can be woken even when the heap is full.
    private @Nullable Wake wake;
    private boolean granted;

    /** Whether enough is available for it now. */
    abstract boolean fits();

    /** Takes the share for the task. Allocates nothing. */
    abstract void grant(Task<?> task);

    /** False if the task was cancelled but has not removed the request yet. */
    private boolean stillWaits() {
      return queue != null && queue.size() > 0;
    }

    private void requireSameKernel() {
      if (task != null && stillWaits()) {
        KernelMember.requireSame(task, "only one kernel at a time may use what it waits for");
      }
    }

    private void serve() {
      if (task != null && stillWaits()) {
        granted = true;
        grant(task);
        wake();
      }
    }

    private void wake() {
      if (wake != null) {
        int _ = Coroutine.trap(wake);
      }
    }
  }

  private final WaitQueue.Subject subject;
  private final Supplier<? extends @Nullable Task<?>> holder;
  private final Supplier<? extends @Nullable RuntimeException> refusal;
  private final SequencedSet<Request> requests = new LinkedHashSet<>();

  /**
   * Creates an empty queue.
   *
   * @param subject the resource, for reports
   * @param holder supplies a task that holds a share, or null
   * @param refusal supplies the exception if requests can no longer be granted; null while they can
   */
  FairQueue(
      WaitQueue.Subject subject,
      Supplier<? extends @Nullable Task<?>> holder,
      Supplier<? extends @Nullable RuntimeException> refusal) {
    this.subject = subject;
    this.holder = holder;
    this.refusal = refusal;
  }

  int size() {
    return requests.size();
  }

  List<Task<?>> waiting() {
    return requests.stream()
        .<Task<?>>mapMulti((request, tasks) -> {
          if (request.task != null && request.stillWaits()) {
            tasks.accept(request.task);
          }
        })
        .toList();
  }

  /** Grants a request if enough is available and no task waits. */
  boolean tryTake(Request request, Task<?> task) {
    refuse();
    if (!requests.isEmpty() || !request.fits()) {
      return false;
    }
    request.grant(task);
    return true;
  }

  /** Waits until a request is granted. */
  void take(Request request, Task<?> task) {
    if (tryTake(request, task)) {
      return;
    }
    requireSameKernel();
    var queue = new WaitQueue(subject);
    request.task = task;
    request.queue = queue;
    request.wake = new Wake(queue, 1);
    requests.add(request);
    try {
      while (!request.granted) {
        Coroutine.trap(new WaitOn(queue));
        if (!request.granted) {
          refuse();
        }
      }
    } finally {
      if (!request.granted) {
        requests.remove(request);
        serve(); // the others may have had to wait behind it
      }
    }
  }

  /** Grants all requests that can be granted. Called whenever more has become available. */
  void serve() {
    while (!requests.isEmpty() && refusal.get() == null) {
      Request first = requests.getFirst();
      if (first.stillWaits() && !first.fits()) {
        return;
      }
      first.requireSameKernel(); // before it leaves the queue
      requests.removeFirst();
      first.serve();
    }
  }

  /** Refuses to wait for tasks of another kernel, or behind them. */
  private void requireSameKernel() {
    if (!requests.isEmpty()) {
      requests.getFirst().requireSameKernel();
      return;
    }
    Task<?> owner = holder.get();
    if (owner != null) {
      KernelMember.requireSame(owner, HELD_ELSEWHERE);
    }
  }

  /** Wakes all waiting tasks, so that they throw the refusal. */
  void refuseAll() {
    requests.forEach(Request::wake);
  }

  private void refuse() {
    RuntimeException why = refusal.get();
    if (why != null) {
      throw why;
    }
  }
}
