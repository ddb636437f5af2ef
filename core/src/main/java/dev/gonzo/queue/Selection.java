package dev.gonzo.queue;

import dev.gonzo.Gonzo;
import dev.gonzo.Task;
import dev.gonzo.trap.WaitQueue;
import dev.gonzo.universal.Guard;
import dev.gonzo.universal.Place;
import dev.gonzo.universal.Waiter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The execution of one select: it checks all that it waits for in one step, and if nothing is
 * ready, registers its waiter in the same step. Universal guards are locked in the order of their
 * numbers, so that two selects cannot deadlock.
 */
final class Selection<R extends @Nullable Object> implements WaitQueue.Subject {
  private final List<Clause.Waiting<?, ? extends R>> waiting = new ArrayList<>();
  private final List<Guard> guards = new ArrayList<>();
  private final List<Place<?>> places = new ArrayList<>();
  private final boolean universal;
  // The clause with the shortest limit.
  private Clause.@Nullable Otherwise<? extends R> late;
  private Clause.@Nullable Otherwise<? extends R> otherwise;

  Selection(List<Clause<? extends R>> clauses) {
    for (Clause<? extends R> clause : clauses) {
      switch (clause) {
        case Clause.Waiting<?, ? extends R> one -> add(one);
        case Clause.Otherwise<? extends R> one -> add(one);
      }
    }
    // Local ones come first: their number is 0.
    guards.sort(Comparator.comparingLong(Guard::number));
    universal = !guards.isEmpty() && guards.getLast().isUniversal();
    // A plain loop, because with forEach the JDK's frames would hide the caller that the exception
    // names.
    for (Guard guard : guards) {
      HandOver.requireColour(guard);
    }
  }

  private void add(Clause.Waiting<?, ? extends R> clause) {
    waiting.add(clause);
    Guard guard = clause.guard();
    if (!guards.contains(guard)) {
      guards.add(guard);
    }
  }

  private void add(Clause.Otherwise<? extends R> clause) {
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

  Clause<? extends R> choose() {
    HandOver.checkpoint(universal);
    Clause<? extends R> ready = attempt(null);
    if (ready != null) {
      return ready;
    }
    if (otherwise != null) {
      return otherwise;
    }
    Clause.Otherwise<? extends R> alone = late;
    if (alone != null && alone.limit != null && guards.isEmpty()) {
      Gonzo.sleep(alone.limit); // there is nothing else to wait for
      return alone;
    }
    return await();
  }

  private Clause<? extends R> await() {
    Duration limit = late == null ? null : late.limit;
    try (Waiter waiter = universal ? Waiter.universal() : Waiter.local(subject())) {
      while (true) {
        Clause<? extends R> ready = attempt(waiter);
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
  private @Nullable Clause<? extends R> attempt(@Nullable Waiter waiter) {
    guards.forEach(Guard::enter);
    try {
      for (Clause.Waiting<?, ? extends R> clause : waiting) {
        if (clause.attempt()) {
          return clause;
        }
      }
      if (waiter != null) {
        places.clear();
        waiting.forEach(clause -> places.add(standInLine(clause, waiter)));
      }
      return null;
    } finally {
      // Release the locks first: a local guard wakes its waiters with a trap.
      guards.reversed().forEach(Guard::leave);
    }
  }

  private static <T> Place<T> standInLine(Clause.Waiting<T, ?> clause, Waiter waiter) {
    var place = new Place<T>(waiter, null);
    clause.await(place);
    return place;
  }

  private void leaveLines() {
    for (int i = 0; i < places.size(); i++) {
      HandOver.leave(waiting.get(i).guard(), places.get(i));
    }
  }

  private Clause<? extends R> chosen(Object completed) {
    for (int i = 0; i < places.size(); i++) {
      if (places.get(i) == completed) {
        return complete(waiting.get(i), completed);
      }
    }
    throw new AssertionError("completed with a place of another select");
  }

  @SuppressWarnings("unchecked") // the place was created for this clause
  private static <T, A extends @Nullable Object> Clause<A> complete(
      Clause.Waiting<T, A> clause, Object completed) {
    clause.complete((Place<T>) completed);
    return clause;
  }

  /** What a report names as waited for. */
  private WaitQueue.Subject subject() {
    return guards.size() == 1 ? guards.getFirst() : this;
  }

  /** None: anything may complete a select. */
  @Override
  public Collection<Task<?>> holders() {
    return List.of();
  }

  @Override
  public String toString() {
    return "one of " + guards;
  }
}
