package dev.gonzo.trap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.gonzo.trap.ThreadPlaces.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Places are assigned in order, and a returned place goes to the next waiter. */
class ThreadPlacesTest {
  private final ThreadPlaces places = new ThreadPlaces("work", 1);
  private final List<String> granted = new ArrayList<>();

  private Place ask(String name) {
    return places.ask(() -> granted.add(name));
  }

  @Test
  void a_place_that_is_left_goes_to_the_one_who_has_waited_longest() {
    Place first = ask("first");
    Place _ = ask("second");
    Place _ = ask("third");
    assertThat(granted).containsExactly("first");
    first.leave();
    first.leave();
    assertThat(granted).containsExactly("first", "second");
    assertThat(places.taken()).isEqualTo(1);
    assertThat(places.waiting()).isEqualTo(1);
  }

  @Test
  void who_leaves_the_queue_is_passed_over() {
    Place first = ask("first");
    ask("second").leave();
    Place _ = ask("third");
    assertThat(places.waiting()).isEqualTo(1);
    first.leave();
    assertThat(granted).containsExactly("first", "third");
  }

  @Test
  void a_million_withdrawn_places_are_not_kept() {
    Place first = ask("first");
    for (int i = 0; i < 100_000; i++) {
      ask("withdrawn").leave();
    }
    assertThat(places.queued()).isLessThanOrEqualTo(ThreadPlaces.MOST_ABANDONED + 1);
    first.leave();
    assertThat(places.taken()).isZero();
    assertThat(granted).containsExactly("first");
  }

  @Test
  void so_many_abandoned_places_are_given_up_and_no_more() {
    var abandoned = new ArrayList<Place>();
    for (int i = 0; i <= ThreadPlaces.MOST_ABANDONED; i++) {
      Place place = ask("abandoned");
      place.abandon();
      place.abandon();
      abandoned.add(place);
    }
    assertThat(granted).hasSize(ThreadPlaces.MOST_ABANDONED + 1);
    assertThat(places.abandoned()).isEqualTo(ThreadPlaces.MOST_ABANDONED);
    assertThat(places.taken()).isEqualTo(1);
    Place _ = ask("waits");
    assertThat(granted).doesNotContain("waits");
    abandoned.forEach(Place::leave);
    assertThat(granted).contains("waits");
    assertThat(places.abandoned()).isZero();
  }

  @Test
  void a_virtual_thread_steps_outside_of_the_place_that_it_holds_and_of_no_other()
      throws Exception {
    Place place = ask("holder");
    var taken = new ArrayList<Integer>();
    Thread thread =
        Thread.ofVirtual()
            .start(() -> {
              Place before = ThreadPlaces.stepOutside();
              assertThat(before).isNull();
              try {
                int _ =
                    ThreadPlaces.hold(
                        place,
                        () -> {
                          Place mine = ThreadPlaces.stepOutside();
                          taken.add(places.taken());
                          ThreadPlaces.stepInside(mine);
                          taken.add(places.taken());
                          return 1;
                        });
              } catch (Exception impossible) {
                throw new AssertionError(impossible);
              }
              taken.add(ThreadPlaces.stepOutside() == null ? 1 : 0);
            });
    thread.join();
    assertThat(taken).containsExactly(0, 1, 1);
    place.leave();
    assertThat(places.taken()).isZero();
  }

  @Test
  void fewer_places_take_effect_as_places_are_left() {
    places.resize(2);
    Place first = ask("first");
    Place second = ask("second");
    places.resize(1);
    Place _ = ask("third");
    first.leave();
    assertThat(granted).containsExactly("first", "second");
    second.leave();
    assertThat(granted).containsExactly("first", "second", "third");
  }

  @Test
  void no_places_at_all_are_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ThreadPlaces("none", 0))
        .withMessage("a limit of threads is at least 1, got 0");
    assertThatIllegalArgumentException().isThrownBy(() -> places.resize(-1));
  }

  @Test
  void many_threads_never_have_too_many_places_and_none_is_forgotten() throws Exception {
    var shared = new ThreadPlaces("shared", 3);
    var inside = new AtomicInteger();
    var most = new AtomicInteger();
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < 8; i++) {
      threads.add(Thread.ofPlatform().start(() -> comeAndGo(shared, inside, most)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(most.get()).isBetween(1, 3);
    assertThat(shared.taken()).isZero();
    assertThat(shared.waiting()).isZero();
  }

  private static void comeAndGo(ThreadPlaces shared, AtomicInteger inside, AtomicInteger most) {
    for (int round = 0; round < 2_000; round++) {
      var turn = new CountDownLatch(1);
      Place place = shared.ask(turn::countDown);
      if (ThreadLocalRandom.current().nextInt(4) > 0) {
        awaitTurn(turn);
        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
        inside.decrementAndGet();
      }
      place.leave();
    }
  }

  private static void awaitTurn(CountDownLatch turn) {
    try {
      turn.await();
    } catch (InterruptedException never) {
      throw new AssertionError(never);
    }
  }
}
