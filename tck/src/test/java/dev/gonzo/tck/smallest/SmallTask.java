package dev.gonzo.tck.smallest;

import dev.gonzo.*;
import dev.gonzo.trap.*;
import dev.gonzo.trap.SchedulingTrap.*;

/** A task of the smallest kernel, driven by hand: it stops at each trap, and is sent the answer. */
final class SmallTask<T> extends KernelTask<T> {
  final SmallestKernel kernel;
  final WaitQueue joiners = new WaitQueue();
  private Object answer;
  private Throwable refusal; // thrown at its trap, instead of an answer
  private Runnable undo; // takes it out of its wait
  private boolean undone; // its trap did nothing: what is due arrives there

  SmallTask(SmallestKernel kernel, long id, Spawn<T> asked, Task<?> parent) {
    super(id, asked.name(), asked.daemon(), parent, asked.coroutine());
    this.kernel = kernel;
  }

  /** Goes from trap to trap, until it has to wait, gives up its turn, or ends. */
  void turn() {
    become(TaskState.RUNNING);
    refusal = undone ? cancellation().arrive() : refusal;
    undone = false;
    while (state() == TaskState.RUNNING) {
      switch (refusal == null ? coroutine().send(answer) : coroutine().raise(refusal)) {
        case Step.Trapped<T>(var trap) -> meet(trap);
        case Step.Returned<T> _, Step.Threw<T> _ -> end();
        case Step.Blocked<T> _ -> throw new AssertionError("only trySend answers this");
      }
    }
  }

  private void meet(Trap<?> trap) {
    refusal = trap.isCheckpoint() ? cancellation().arrive() : null;
    try {
      answer = refusal == null ? kernel.answer(this, trap) : null;
    } catch (RuntimeException refused) {
      refusal = refused;
    }
  }

  private void end() {
    kernel.living.remove(this);
    end(kernel, id() == 0 || joiners.size() > 0);
    kernel.wake(joiners, joiners.size(), outcome().orElseThrow());
  }

  Object suspend(Trap<?> trap, Runnable undo) {
    become(TaskState.SUSPENDED);
    waitAt(trap);
    this.undo = undo;
    return null;
  }

  Object resume(Object answer) {
    become(TaskState.READY);
    waitAt(null);
    kernel.ready.add(this);
    this.answer = answer;
    return answer;
  }

  /** Asks for its cancellation, which arrives at once if it waits, or else at a checkpoint. */
  boolean cancel(Cancelled cancelled) {
    if (state() == TaskState.ENDED || !cancellation().request(cancelled)) {
      return false;
    }
    if (state() == TaskState.SUSPENDED && cancellation().mayArrive()) {
      undo.run();
      undone = true;
      resume(null);
    }
    return true;
  }

  /** A queue in which no task of another kernel waits. */
  WaitQueue own(WaitQueue queue) {
    if (queue.first() instanceof Task<?> other && !kernel.living.contains(other)) {
      throw new IllegalStateException(other + " of another kernel waits there");
    }
    return queue;
  }

  static void reportUnjoinedOf(SmallestKernel kernel) {
    reportUnjoined(kernel);
  }
}
