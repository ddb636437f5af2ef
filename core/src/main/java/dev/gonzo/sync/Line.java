package dev.gonzo.sync;

import dev.gonzo.Coroutine;
import dev.gonzo.Task;
import dev.gonzo.trap.WaitOn;
import dev.gonzo.trap.WaitQueue;
import dev.gonzo.trap.Wake;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tasks that wait for something of which each asks for a share, first come, first served: nobody
 * overtakes a request that cannot be granted yet, however small its own is.
 *
 * <p>A request is granted by whoever makes that possible, before its task is woken: one that is
 * cancelled after that has its share. Rule 1 guards it.
 */
final class Line {
  /** A share that a task asks for. */
  abstract static class Request {
    private @Nullable Task<?> task;
    private @Nullable WaitQueue queue;
    // Made before it waits: what is granted must be told, also when the heap is full.
    private @Nullable Wake wake;
    private boolean granted;

    /** Whether there is enough for it now. */
    abstract boolean fits();

    /** Takes its share in the name of the task. Needs no memory. */
    abstract void grant(Task<?> task);

    /** False for one that was cancelled and has not come to leave the line. */
    private boolean stillWaits() {
      return queue != null && queue.size() > 0;
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
  private final Supplier<? extends @Nullable RuntimeException> refusal;
  private final SequencedSet<Request> requests = new LinkedHashSet<>();

  /**
   * Makes an empty one.
   *
   * @param subject what is waited for
   * @param refusal answers why nobody can be served any more, or null while they can
   */
  Line(WaitQueue.Subject subject, Supplier<? extends @Nullable RuntimeException> refusal) {
    this.subject = subject;
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

  /** Grants a request if there is enough and nobody waits. */
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
        serve(); // it may have been the one that the others had to wait behind
      }
    }
  }

  /** Grants what can be granted; to be called whenever there is more than before. */
  void serve() {
    while (!requests.isEmpty() && refusal.get() == null) {
      Request first = requests.getFirst();
      if (first.stillWaits() && !first.fits()) {
        return;
      }
      requests.removeFirst();
      first.serve();
    }
  }

  /** Tells all who wait that they wait in vain. */
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
