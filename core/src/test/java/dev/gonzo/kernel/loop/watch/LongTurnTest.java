package dev.gonzo.kernel.loop.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.kernel.loop.watch.LongTurn.Finding;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * How the watchdog judges the times of a thread; the limit is 100, and each check comes 25 later.
 */
class LongTurnTest {
  private static final long MILLIS = 1_000_000;

  private static Finding afterFourLooks(ThreadTimes first, ThreadTimes... looks) {
    var turn = new LongTurn(first, 100 * MILLIS);
    for (ThreadTimes now : looks) {
      boolean _ = turn.look(now, 25 * MILLIS);
    }
    return turn.finding();
  }

  private static ThreadTimes system(long ran, long delayed, boolean waits) {
    return ThreadTimes.exact("system 7", ran * MILLIS, delayed * MILLIS, waits);
  }

  private static ThreadTimes jvm(long ran, boolean inNative) {
    return ThreadTimes.estimated("jvm 7", ran * MILLIS, () -> inNative);
  }

  @Test
  void a_thread_that_ran_all_the_time_is_busy() {
    assertThat(
            afterFourLooks(
                system(5, 0, false),
                system(30, 0, false),
                system(55, 0, false),
                system(80, 0, false),
                system(105, 0, false)))
        .isEqualTo(Finding.BUSY);
  }

  @Test
  void a_thread_that_got_no_processor_is_neither() {
    // While it waits for a processor, its delay is not counted yet.
    assertThat(
            afterFourLooks(
                system(5, 0, false),
                system(5, 0, false),
                system(6, 44, false),
                system(6, 44, false),
                system(6, 44, false),
                system(7, 140, false)))
        .isEqualTo(Finding.NOTHING);
  }

  @Test
  void a_thread_that_was_delayed_and_waits_now_is_not_taken_for_one_that_waited_all_the_time() {
    assertThat(
            afterFourLooks(
                system(5, 0, false),
                system(5, 0, false),
                system(5, 0, false),
                system(5, 0, false),
                system(6, 98, true)))
        .isEqualTo(Finding.NOTHING);
  }

  @Test
  void a_thread_that_waits_in_the_system_has_waited() {
    assertThat(
            afterFourLooks(
                system(5, 9, true),
                system(5, 9, true),
                system(5, 9, true),
                system(5, 9, true),
                system(5, 9, true)))
        .isEqualTo(Finding.WAITED);
  }

  @Test
  void a_thread_that_waits_again_and_again_has_waited_too() {
    assertThat(
            afterFourLooks(
                system(5, 0, true),
                system(6, 0, true),
                system(7, 0, false),
                system(8, 0, true),
                system(9, 0, true),
                system(10, 0, true)))
        .isEqualTo(Finding.WAITED);
  }

  @Test
  void what_is_only_guessed_is_asked_once_of_a_thread_that_has_hardly_run() {
    assertThat(afterFourLooks(jvm(5, true), jvm(5, true), jvm(5, true), jvm(5, true), jvm(5, true)))
        .isEqualTo(Finding.WAITED);
    assertThat(
            afterFourLooks(
                jvm(5, true),
                jvm(5, true),
                jvm(5, true),
                jvm(5, true),
                jvm(5, false),
                jvm(5, true)))
        .isEqualTo(Finding.NOTHING);
    assertThat(
            afterFourLooks(jvm(5, true), jvm(7, true), jvm(9, true), jvm(11, true), jvm(13, true)))
        .isEqualTo(Finding.NOTHING);
  }

  @Test
  void a_thread_that_runs_is_not_stopped_for_a_stack_trace() {
    var looks = new ArrayList<Integer>();
    var turn = new LongTurn(counted(0, looks), 100 * MILLIS);
    for (int ran = 25; ran <= 125; ran += 25) {
      boolean _ = turn.look(counted(ran, looks), 25 * MILLIS);
    }
    assertThat(turn.finding()).isEqualTo(Finding.BUSY);
    assertThat(looks).isEmpty();
  }

  private static ThreadTimes counted(int ran, List<Integer> looks) {
    return ThreadTimes.estimated("jvm 7", ran * MILLIS, () -> looks.add(ran));
  }

  @Test
  void readings_of_two_sources_are_not_compared() {
    assertThat(afterFourLooks(jvm(5, false), system(900, 0, true), system(901, 0, true)))
        .isEqualTo(Finding.NOTHING);
  }
}
