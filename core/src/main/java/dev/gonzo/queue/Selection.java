package dev.gonzo.queue;

import dev.gonzo.Gonzo;
import dev.gonzo.Task;
import dev.gonzo.trap.WaitQueue;
import dev.gonzo.wait.StateLock;
import dev.gonzo.wait.WaitNode;
import dev.gonzo.wait.Waiter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The execution of one select: it checks all that it waits for in one step, and if nothing is
 * ready, registers its waiter in the same step. Universal locks are locked in the order of their
 * numbers, so that two selects cannot deadlock.
 */
final class Selection<R extends @Nullable Object> implements WaitQueue.Subject {
  private final List<SelectClause.Waiting<?, ? extends R>> waiting = new ArrayList<>();
  private final List<StateLock> locks = new ArrayList<>();
  private final List<WaitNode<?>> nodes = new ArrayList<>();
  private final boolean universal;
  // The clause with the shortest limit.
  private SelectClause.@Nullable Otherwise<? extends R> late;
  private SelectClause.@Nullable Otherwise<? extends R> otherwise;

  Selection(List<SelectClause<? extends R>> clauses) {
    for (SelectClause<? extends R> clause : clauses) {
      switch (clause) {
        case SelectClause.Waiting<?, ? extends R> one -> add(one);
        case SelectClause.Otherwise<? extends R> one -> add(one);
      }
    }
    // Local ones come first: their number is 0.
    locks.sort(Comparator.comparingLong(StateLock::number));
    universal = !locks.isEmpty() && locks.getLast().isUniversal();
    // A plain loop, because with forEach the JDK's frames would hide the caller that the exception
    // names.
    for (StateLock lock : locks) {
      QueueOperations.requireInsideUnlessUniversal(lock);
    }
  }

  private void add(SelectClause.Waiting<?, ? extends R> clause) {
    waiting.add(clause);
    StateLock lock = clause.stateLock();
    if (!locks.contains(lock)) {
      locks.add(lock);
    }
  }

  private void add(SelectClause.Otherwise<? extends R> clause) {
    Duration limit = clause.limit;
    if (limit == null) {
      if (otherwise != null) {
        throw new IllegalArgumentException("a select has at most one otherwise");
      }
      otherwise = clause;
    } else if (late == null || late.limit == null || limit.compareTo(late.limit) < 0) {
      late = clause;
    }
  }

  SelectClause<? extends R> choose() {
    QueueOperations.checkpoint(universal);
    SelectClause<? extends R> ready = attempt(null);
    if (ready != null) {
      return ready;
    }
    if (otherwise != null) {
      return otherwise;
    }
    SelectClause.Otherwise<? extends R> alone = late;
    if (alone != null && alone.limit != null && locks.isEmpty()) {
      Gonzo.sleep(alone.limit); // there is nothing else to wait for
      return alone;
    }
    return await();
  }

  private SelectClause<? extends R> await() {
    Duration limit = late == null ? null : late.limit;
    try (Waiter waiter = universal ? Waiter.universal() : Waiter.local(subject())) {
      while (true) {
        SelectClause<? extends R> ready = attempt(waiter);
        if (ready != null) {
          return ready;
        }
        Object completed;
        try {
          completed = waiter.await(limit);
        } finally {
          leaveLines();
        }
        if (completed != null) {
          return chosen(completed);
        }
        if (late != null) {
          return late;
        }
      }
    }
  }

  /** Returns the first clause that is ready; if none is, enqueues the waiter in all lists. */
  private @Nullable SelectClause<? extends R> attempt(@Nullable Waiter waiter) {
    locks.forEach(StateLock::enter);
    try {
      for (SelectClause.Waiting<?, ? extends R> clause : waiting) {
        if (clause.attempt()) {
          return clause;
        }
      }
      if (waiter != null) {
        nodes.clear();
        waiting.forEach(clause -> nodes.add(enqueue(clause, waiter)));
      }
      return null;
    } finally {
      // Release the locks first: a local lock wakes its waiters with a trap.
      locks.reversed().forEach(StateLock::leave);
    }
  }

  private static <T> WaitNode<T> enqueue(SelectClause.Waiting<T, ?> clause, Waiter waiter) {
    var node = new WaitNode<T>(waiter, null);
    clause.await(node);
    return node;
  }

  private void leaveLines() {
    for (int i = 0; i < nodes.size(); i++) {
      QueueOperations.leave(waiting.get(i).stateLock(), nodes.get(i));
    }
  }

  private SelectClause<? extends R> chosen(Object completed) {
    for (int i = 0; i < nodes.size(); i++) {
      if (nodes.get(i) == completed) {
        return complete(waiting.get(i), completed);
      }
    }
    throw new AssertionError("completed with a node of another select");
  }

  @SuppressWarnings("unchecked") // the node was created for this clause
  private static <T, A extends @Nullable Object> SelectClause<A> complete(
      SelectClause.Waiting<T, A> clause, Object completed) {
    clause.complete((WaitNode<T>) completed);
    return clause;
  }

  /** What a report names as waited for. */
  private WaitQueue.Subject subject() {
    return locks.size() == 1 ? locks.getFirst() : this;
  }

  /** None: anything may complete a select. */
  @Override
  public Collection<Task<?>> holders() {
    return List.of();
  }

  @Override
  public String toString() {
    return "one of " + locks;
  }
}
