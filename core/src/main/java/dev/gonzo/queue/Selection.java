package dev.gonzo.queue;

import dev.gonzo.Gonzo;
import dev.gonzo.universal.Waiter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The execution of one select: it checks all exchanges in one step, and if none is ready, registers
 * its waiter in the same step. Universal exchanges are locked in the order of their numbers, so
 * that two selects cannot deadlock.
 */
final class Selection<R extends @Nullable Object> {
  private final List<Clause.Exchanging<?, ? extends R>> exchanging = new ArrayList<>();
  private final List<Exchange<?>> exchanges = new ArrayList<>();
  private final List<Place<?>> places = new ArrayList<>();
  private final boolean universal;
  // The clause with the shortest limit.
  private Clause.@Nullable Otherwise<? extends R> late;
  private Clause.@Nullable Otherwise<? extends R> otherwise;

  Selection(List<Clause<? extends R>> clauses) {
    for (Clause<? extends R> clause : clauses) {
      switch (clause) {
        case Clause.Exchanging<?, ? extends R> one -> add(one);
        case Clause.Otherwise<? extends R> one -> add(one);
      }
    }
    // Local ones come first: their number is 0.
    exchanges.sort(Comparator.comparingLong(exchange -> exchange.number()));
    universal = !exchanges.isEmpty() && exchanges.getLast().isUniversal();
    // A plain loop, because with forEach the JDK's frames would hide the caller that the exception
    // names.
    for (Exchange<?> exchange : exchanges) {
      HandOver.requireColour(exchange);
    }
  }

  private void add(Clause.Exchanging<?, ? extends R> clause) {
    exchanging.add(clause);
    if (!exchanges.contains(clause.exchange)) {
      exchanges.add(clause.exchange);
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
    if (alone != null && alone.limit != null && exchanges.isEmpty()) {
      Gonzo.sleep(alone.limit); // there is nothing else to wait for
      return alone;
    }
    return await();
  }

  private Clause<? extends R> await() {
    Duration limit = late == null ? null : late.limit;
    try (Waiter waiter = universal ? Waiter.universal() : Waiter.local(exchanges.getFirst())) {
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

  /** Returns the first clause that is ready; if none is, enqueues the waiter in all exchanges. */
  private @Nullable Clause<? extends R> attempt(@Nullable Waiter waiter) {
    exchanges.forEach(Exchange::enter);
    try {
      for (Clause.Exchanging<?, ? extends R> clause : exchanging) {
        if (clause.attempt()) {
          return clause;
        }
      }
      if (waiter != null) {
        places.clear();
        exchanging.forEach(clause -> places.add(standInLine(clause, waiter)));
      }
      return null;
    } finally {
      // Release the locks first: a local exchange wakes its waiters with a trap.
      exchanges.reversed().forEach(Exchange::leave);
    }
  }

  private static <T> Place<T> standInLine(Clause.Exchanging<T, ?> clause, Waiter waiter) {
    var place = new Place<T>(waiter, null);
    clause.await(place);
    return place;
  }

  private void leaveLines() {
    for (int i = 0; i < places.size(); i++) {
      HandOver.leave(exchanging.get(i).exchange, places.get(i));
    }
  }

  private Clause<? extends R> chosen(Object completed) {
    for (int i = 0; i < places.size(); i++) {
      if (places.get(i) == completed) {
        return complete(exchanging.get(i), completed);
      }
    }
    throw new AssertionError("completed with a place of another select");
  }

  @SuppressWarnings("unchecked") // the place was created for this clause
  private static <T, A extends @Nullable Object> Clause<A> complete(
      Clause.Exchanging<T, A> clause, Object completed) {
    clause.complete((Place<T>) completed);
    return clause;
  }
}
