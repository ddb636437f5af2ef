package dev.gonzo;

import static dev.gonzo.Gonzo.checkpoint;
import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.yieldNow;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gonzo.inbox.Inbox;
import dev.gonzo.net.ListenOptions;
import dev.gonzo.net.Tcp;
import dev.gonzo.process.Command;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The library cleans up after a cancellation, even where it catches one in order to rethrow it
 * later. Further cancel requests during the clean-up neither report a swallowed cancellation nor
 * cut the clean-up short.
 */
@Timeout(300)
@Tag("realTime")
class LibraryPassesCancellationsTest {
  private static final String IGNORES_TERM = "trap '' TERM; while :; do sleep 1; done";

  /** Cancels a body where it waits, and repeats the request while the body cleans up. */
  private static void cancelAgainAndAgain(AsyncRunnable<Exception> body) {
    try (var log = new LogCapture()) {
      run(() -> {
        Task<?> task = spawn("cancelled", body);
        do {
          sleep(ofMillis(10));
        } while (task.state() != TaskState.SUSPENDED);
        assertThat(task.requestCancel("first")).isTrue();
        askAgainUntilItEnds(task);
      });
      assertThat(log.warnings()).noneMatch(told -> told.contains("swallowed"));
    }
  }

  private static void askAgainUntilItEnds(Task<?> task) {
    while (task.outcome().isEmpty()) {
      sleep(ofMillis(1));
      task.requestCancel("again");
    }
    assertThat(task.outcome().orElseThrow())
        .isInstanceOfSatisfying(
            Outcome.Cancellation.class,
            end -> assertThat(end.cancelled().reason()).isEqualTo("first"));
  }

  @Test
  void a_thread_hears_of_it_once_and_its_clean_up_waits_for_others() {
    try (var log = new LogCapture()) {
      run(() -> {
        var goOn = new CountDownLatch(1);
        var cleansUp = new CountDownLatch(1);
        var mayEnd = new CountDownLatch(1);
        var thread =
            AsyncThread.start(
                "thread",
                () -> {
                  goOn.await();
                  try {
                    AsyncThread.await(() -> checkpoint());
                  } finally {
                    AsyncThread.await(() -> sleep(ofMillis(1)));
                    cleansUp.countDown();
                    mayEnd.await();
                    AsyncThread.await(() -> sleep(ofMillis(1)));
                  }
                  return 0;
                });
        sleep(ofMillis(10));
        assertThat(thread.requestCancel("first")).isTrue();
        sleep(ofMillis(1));
        goOn.countDown();
        while (cleansUp.getCount() > 0) {
          sleep(ofMillis(1));
          thread.requestCancel("again");
        }
        sleep(ofMillis(10));
        mayEnd.countDown();
        askAgainUntilItEnds(thread);
      });
      assertThat(log.warnings()).noneMatch(told -> told.contains("swallowed"));
    }
  }

  /** A loop of the library that waits at one call, and then at another one of the same method. */
  @Test
  void a_loop_that_waits_for_values_hears_of_it_once() {
    run(() -> {
      var inbox = new Inbox<String>(_ -> {});
      var task =
          spawn(() -> {
            inbox.open();
            try {
              throw Objects.requireNonNull(ValueLoop.arrivedUntilTheEnd(inbox));
            } finally {
              inbox.shut();
            }
          });
      yieldNow();
      task.requestCancel("first");
      yieldNow();
      inbox.put("one"); // ends the wait
      inbox.put("two"); // is there at the next one
      task.requestCancel("again");
      yieldNow();
      inbox.put("end");
      assertThat(task.awaitEnd())
          .isInstanceOfSatisfying(
              Outcome.Cancellation.class,
              end -> assertThat(end.cancelled().reason()).isEqualTo("first"));
    });
  }

  @Test
  void members_that_clean_up() {
    cancelAgainAndAgain(() -> {
      try (var group = TaskGroup.open()) {
        for (int member = 0; member < 2; member++) {
          group.spawn(() -> {
            try {
              sleep(ofSeconds(600));
            } finally {
              sleep(ofMillis(20));
              sleep(ofMillis(20));
            }
          });
        }
        group.join();
      }
    });
  }

  @Test
  @SuppressWarnings("resource") // left open
  void groups_that_a_body_has_left_open() {
    try (var log = new LogCapture()) {
      run(() -> {
        Task<?> task =
            spawn(() -> {
              for (int group = 0; group < 2; group++) {
                TaskGroup.open()
                    .spawn(() -> {
                      try {
                        sleep(ofSeconds(600));
                      } finally {
                        sleep(ofMillis(20));
                      }
                    });
              }
              sleep(ofSeconds(600));
            });
        sleep(ofMillis(10));
        assertThat(task.requestCancel("first")).isTrue();
        askAgainUntilItEnds(task);
      });
      assertThat(log.warnings()).noneMatch(told -> told.contains("swallowed"));
    }
  }

  private static Command stubborn() {
    assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "needs a POSIX system");
    return Command.of("sh", "-c", IGNORES_TERM).withGrace(ofMillis(50));
  }

  @Test
  void the_wait_for_a_process_that_has_to_be_killed() {
    cancelAgainAndAgain(() -> {
      try (var process = stubborn().start()) {
        process.await();
      }
    });
  }

  @Test
  void a_conversation_with_a_process_that_has_to_be_killed() {
    cancelAgainAndAgain(() -> {
      try (var process = stubborn().start()) {
        process.communicate(new byte[1 << 20], 1000);
      }
    });
  }

  @Test
  void a_process_that_its_block_lets_finish() {
    cancelAgainAndAgain(() -> {
      try (var _ = stubborn().withGrace(ofSeconds(1)).start()) {
        // The cancel requests come while close() waits.
      }
      checkpoint();
    });
  }

  @Test
  void a_pipeline() {
    cancelAgainAndAgain(() -> {
      try (var running = stubborn().pipeTo(stubborn()).start()) {
        running.await();
      }
    });
  }

  @Test
  void a_server_whose_handlers_clean_up() {
    cancelAgainAndAgain(() -> {
      try (var listener =
          Tcp.listen("127.0.0.1", 0, ListenOptions.defaults().withGrace(ofMillis(50)))) {
        InetSocketAddress address = listener.localAddress();
        spawn(() -> {
          try (var client = Tcp.connect("127.0.0.1", address.getPort())) {
            client.read(new byte[1]);
          } catch (SocketException reset) {
            // The server has ended the connection.
          }
        });
        listener.serve(client -> {
          try {
            client.read(new byte[1]);
          } finally {
            sleep(ofMillis(20));
          }
        });
      }
    });
  }

  @Test
  void a_race_of_connections_that_nobody_accepts() throws Exception {
    try (var deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var waiting = new ArrayList<SocketChannel>();
      for (int i = 0; i < 8; i++) { // more than the backlog has room for
        var channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.connect(deaf.getLocalSocketAddress());
        waiting.add(channel);
      }
      cancelAgainAndAgain(() -> {
        try (var _ = Tcp.connect("localhost", deaf.getLocalPort())) {
          sleep(ofSeconds(600)); // reached if the backlog still had room
        }
      });
      for (var channel : waiting) {
        channel.close();
      }
    }
  }
}
