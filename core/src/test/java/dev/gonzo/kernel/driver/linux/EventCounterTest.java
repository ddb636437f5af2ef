package dev.gonzo.kernel.driver.linux;

import static dev.gonzo.kernel.driver.linux.Connection.done;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.kernel.driver.ErrorNumber;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class EventCounterTest {
  private final SystemCalls calls = new SystemCalls();

  @Test
  void another_thread_ends_a_wait() throws Exception {
    try (var epoll = Epoll.open(calls, 4);
        var counter = EventCounter.open(calls)) {
      done(epoll.add(counter.descriptor(), Epoll.EPOLLIN | Epoll.EPOLLET, 9));
      var other = Thread.ofPlatform().start(counter::signal);
      assertThat(epoll.waitUpTo(Epoll.FOREVER)).isEqualTo(1);
      assertThat(epoll.data(0)).isEqualTo(9);
      other.join();
      assertThat(epoll.poll()).isZero();
      assertThat(counter.signal()).isTrue(); // an edge, although it was not drained
      assertThat(epoll.poll()).isEqualTo(1);
      assertThat(counter.drain()).isEqualTo(2);
      assertThat(counter.drain()).isZero();
    }
  }

  @Test
  void no_signal_of_many_threads_is_lost() throws Exception {
    try (var counter = EventCounter.open(calls)) {
      var threads = new ArrayList<Thread>();
      for (int i = 0; i < 8; i++) {
        threads.add(
            Thread.ofVirtual()
                .start(() -> {
                  for (int n = 0; n < 1000; n++) {
                    counter.signal();
                  }
                }));
      }
      for (var thread : threads) {
        thread.join();
      }
      assertThat(counter.drain()).isEqualTo(8000);
    }
  }

  @Test
  void a_closed_counter_is_not_signalled_and_its_descriptor_is_gone() throws Exception {
    var counter = EventCounter.open(calls);
    assertThat(counter.descriptor()).isNotNegative();
    assertThat(Files.exists(Path.of("/proc/self/fd/" + counter.descriptor()))).isTrue();
    counter.close();
    counter.close();
    assertThat(counter.signal()).isFalse();
    assertThat(counter.drain()).isEqualTo(-ErrorNumber.EBADF);
  }

  @Test
  void closing_while_others_signal_never_writes_to_the_next_owner() throws Exception {
    for (int round = 0; round < 200; round++) {
      var counter = EventCounter.open(calls);
      var other =
          Thread.ofPlatform()
              .start(() -> {
                while (counter.signal()) {
                  Thread.onSpinWait();
                }
              });
      counter.close();
      try (var next = EventCounter.open(calls)) {
        other.join();
        assertThat(next.drain()).isZero();
      }
    }
  }
}
