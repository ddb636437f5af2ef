package dev.gonzo.cli.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TallyTest {
  private static final Rules RULES = new Rules(false, false, Rules.TIME_LIMIT);

  private static Tally tally(long first, long count, boolean goesOn) {
    var request =
        new Request(
            Path.of("Race.java"),
            List.of(),
            List.of(),
            first,
            count,
            false,
            2,
            RULES,
            50,
            300,
            Optional.empty(),
            Optional.empty(),
            0,
            goesOn);
    return new Tally(
        request,
        new Sample(first, count, 50),
        new Progress(new PrintStream(OutputStream.nullOutputStream()), false, count));
  }

  private static Result result(long seed, String failure) {
    return new Result(
        seed,
        "%016x".formatted(seed),
        Optional.empty(),
        1_000_000_000,
        10,
        Map.of("network: packet lost", seed % 2),
        failure.isEmpty() ? Optional.empty() : Optional.of(new Failed(failure, failure)),
        List.of(),
        List.of());
  }

  private static List<Long> dealt(Tally tally) throws InterruptedException {
    List<Long> dealt = new ArrayList<>();
    for (OptionalLong next; (next = tally.next()).isPresent(); ) {
      dealt.add(next.getAsLong());
    }
    return dealt;
  }

  @Test
  void every_seed_is_dealt_once() throws Exception {
    var tally = tally(7, 100, false);
    assertEquals(12, tally.atOnce());
    assertEquals(List.of(7L, 19L, 31L, 43L, 55L, 67L, 79L, 91L, 103L), dealt(tally));
  }

  @Test
  void the_order_of_the_results_does_not_matter() {
    var usual = tally(0, 100, false);
    List<Long> seeds = new ArrayList<>();
    for (long seed = 0; seed < 100; seed++) {
      usual.add(result(seed, ""));
      seeds.add(seed);
    }
    Collections.shuffle(seeds, new Random(1));
    var shuffled = tally(0, 100, false);
    seeds.forEach(seed -> shuffled.add(result(seed, "")));
    assertEquals(usual.history(), shuffled.history());
    assertEquals(Map.of("network: packet lost", 50L), shuffled.faults());
    assertEquals(100, shuffled.tried());
    assertEquals(100, shuffled.seconds());
  }

  @Test
  void what_comes_after_the_first_failure_does_not_count() throws Exception {
    var tally = tally(0, 100, false);
    for (long seed = 99; seed >= 0; seed--) {
      tally.add(result(seed, seed == 30 || seed == 60 ? "boom" : ""));
    }
    assertEquals(31, tally.tried());
    assertEquals(1, tally.failed());
    assertEquals(30, tally.sorts().get("boom").first().seed());
    assertEquals(List.of(0L, 12L, 24L), dealt(tally));
  }

  @Test
  void if_it_goes_on_each_sort_of_failure_is_counted() {
    var tally = tally(0, 100, true);
    for (long seed = 0; seed < 100; seed++) {
      tally.add(result(seed, seed % 10 == 3 ? "boom" : seed == 50 ? "bang" : ""));
    }
    assertEquals(100, tally.tried());
    assertEquals(List.of("boom", "bang"), List.copyOf(tally.sorts().keySet()));
    assertEquals(10, tally.sorts().get("boom").count());
    assertEquals(3, tally.sorts().get("boom").first().seed());
  }

  @Test
  void a_seed_with_two_histories_ends_the_search() throws Exception {
    var tally = tally(0, 100, false);
    var one = result(10, "");
    var two =
        new Result(
            10,
            one.history(),
            Optional.of("another"),
            0,
            0,
            Map.of(),
            Optional.empty(),
            List.of(),
            List.of());
    tally.add(two);
    assertNull(tally.different());
    for (long seed = 0; seed < 10; seed++) {
      tally.add(result(seed, ""));
    }
    assertSame(two, tally.different());
    assertEquals(List.of(0L), dealt(tally));
  }

  @Test
  void one_of_fifty_seeds_is_in_the_sample_and_at_least_three() {
    var sample = new Sample(1, 1_000, 50);
    assertEquals(21, sample.of(1, 1_000).cardinality()); // and the last
    assertEquals(3, new Sample(1, 10, 50).of(1, 10).cardinality());
    assertEquals(1, new Sample(5, 1, 50).of(5, 1).cardinality());
    assertEquals(0, new Sample(1, 1_000, 0).of(1, 1_000).cardinality());
    assertTrue(sample.has(1));
    assertFalse(sample.has(2));
  }
}
