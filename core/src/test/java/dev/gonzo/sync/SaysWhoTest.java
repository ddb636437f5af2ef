package dev.gonzo.sync;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.kernel.Kernels;
import dev.gonzo.kernel.VirtualClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Reports name the holders of locks and permits. */
@Timeout(300)
class SaysWhoTest {
  @Test
  void what_is_held_names_a_bounded_number_of_those_who_hold_it() {
    run(
        Kernels.of("none", new VirtualClock()),
        () -> {
          var seats = Semaphore.of("seats", 9);
          var book = ReadWriteLock.of("book");
          for (int i = 0; i < 7; i++) {
            spawn(
                "guest " + i,
                () -> {
                  try (var _ = seats.acquire();
                      var _ = book.read()) {
                    sleep(ofSeconds(9));
                  }
                });
          }
          sleep(ofSeconds(1));
          assertThat(seats)
              .hasToString(
                  "Semaphore seats[2 of 9 free, held by guest 0, guest 1, guest 2, guest 3,"
                      + " guest 4 and 2 more]");
          assertThat(book)
              .hasToString(
                  "ReadWriteLock book[read by guest 0, guest 1, guest 2, guest 3, guest 4 and 2"
                      + " more]");
        });
  }

  @Test
  void what_is_being_made_names_who_makes_it_and_a_limiter_those_who_wait() {
    run(
        Kernels.of("none", new VirtualClock()),
        () -> {
          var once =
              Once.of(() -> {
                sleep(ofSeconds(9));
                return "made";
              });
          var limiter = RateLimiter.of(1, ofSeconds(9));
          for (var name : new String[] {"first", "second"}) {
            spawn(name, once::get);
            spawn(name + " in line", () -> limiter.acquire());
          }
          spawn("third in line", () -> limiter.acquire());
          sleep(ofSeconds(1));
          assertThat(once).hasToString("Once[being made by first, 1 wait]");
          assertThat(limiter)
              .hasToString("RateLimiter[1 in PT9S, 0 there, second in line, third in line wait]");
        });
  }
}
