package dev.gonzo.net;

import static dev.gonzo.Gonzo.idle;
import static dev.gonzo.Gonzo.ignoreAfter;
import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.withoutCancellation;
import static dev.gonzo.Gonzo.yieldNow;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.Task;
import dev.gonzo.stream.Input;
import dev.gonzo.sync.Event;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A server that stops, and its clients. */
class GraceTest {
  private static final String HERE = "127.0.0.1";

  private final Event busy = Event.of();
  private final Event finish = Event.of();
  private final Event cleaning = Event.of();
  private boolean ended;

  /** Replies to each line as soon as the test allows it. */
  private void answer(Socket client) throws IOException {
    var input = Input.of(client);
    for (String line; (line = idle(input::readLine)) != null; ) {
      busy.set();
      finish.await();
      client.writeAll((line + "\n").getBytes(US_ASCII));
    }
  }

  /** One client is idle, another one waits for its reply, and then the server stops. */
  private void stop(Duration grace, Meanwhile meanwhile) throws Exception {
    run(() -> {
      try (var listener = Tcp.listen(HERE, 0, ListenOptions.defaults().withGrace(grace))) {
        Task<?> server = spawn(() -> listener.serve(this::answer));
        int port = listener.localAddress().getPort();
        try (var waits = Tcp.connect(HERE, port);
            var asks = Tcp.connect(HERE, port)) {
          asks.writeAll("question\n".getBytes(US_ASCII));
          busy.await();
          boolean _ = server.requestCancel("test");
          assertThat(Input.of(waits).readLine()).isNull();
          meanwhile.happens(Input.of(asks));
          server.cancel();
        }
      }
    });
  }

  @FunctionalInterface
  private interface Meanwhile {
    void happens(Input asks) throws IOException;
  }

  @Test
  void the_end_is_reported_when_the_port_is_closed_and_before_anyone_is_cancelled()
      throws Exception {
    for (boolean isCancelled : new boolean[] {true, false}) {
      run(() -> {
        try (var listener =
            Tcp.listen(HERE, 0, ListenOptions.defaults().withGrace(ofSeconds(60)))) {
          int port = listener.localAddress().getPort();
          var served = new ArrayList<Boolean>();
          Task<?> server =
              spawn(() -> listener.serve(this::answer, () -> served.add(finish.isSet())));
          try (var asks = Tcp.connect(HERE, port)) {
            asks.writeAll("question\n".getBytes(US_ASCII));
            busy.await();
            assertThat(served).isEmpty();
            if (isCancelled) {
              boolean _ = server.requestCancel("test");
            } else {
              listener.close();
            }
            while (served.isEmpty()) {
              yieldNow();
            }
            assertThatThrownBy(() -> Tcp.connect(HERE, port)).isInstanceOf(ConnectException.class);
            finish.set();
            assertThat(Input.of(asks).readLine()).isEqualTo("question");
          }
          server.cancel();
          assertThat(served).containsExactly(false);
          busy.clear();
          finish.clear();
        }
      });
    }
  }

  @Test
  void who_waits_for_a_request_goes_first_and_who_is_at_one_finishes_it() throws Exception {
    stop(
        ofSeconds(60),
        asks -> {
          finish.set();
          assertThat(asks.readLine()).isEqualTo("question");
          assertThat(asks.readLine()).isNull();
        });
  }

  @Test
  void at_the_end_of_the_time_nobody_goes_on() throws Exception {
    stop(ofMillis(20), asks -> assertThat(asks.readLine()).isNull());
  }

  @Test
  void without_it_nobody_is_waited_for() throws Exception {
    stop(Duration.ZERO, asks -> assertThat(asks.readLine()).isNull());
  }

  @Test
  void if_it_is_cancelled_meanwhile_nobody_goes_on() throws Exception {
    run(() -> {
      try (var listener =
              Tcp.listen(HERE, 0, ListenOptions.defaults().withGrace(Duration.ofDays(1)));
          var client = connecting(listener)) {
        Task<?> server = spawn(() -> listener.serve(this::waitLong));
        busy.await();
        listener.close();
        yieldNow();
        server.cancel();
        assertThat(ended).isTrue();
        assertThat(client.read(new byte[1])).isEqualTo(-1);
      }
    });
  }

  @Test
  @Tag("realTime")
  void if_it_is_cancelled_again_it_still_waits_for_the_clean_up() throws Exception {
    run(() -> {
      try (var listener = Tcp.listen(HERE, 0);
          var _ = connecting(listener)) {
        Task<?> server =
            spawn(() -> ignoreAfter(Duration.ofDays(1), () -> listener.serve(this::cleanUpLong)));
        busy.await();
        boolean _ = server.requestCancel("first");
        cleaning.await();
        boolean _ = server.requestCancel("second");
        Task<?> other = spawn(() -> finish.set());
        server.cancel("third");
        other.join();
        assertThat(ended).isTrue();
      }
    });
  }

  private static Socket connecting(Listener listener) throws IOException {
    return Tcp.connect(HERE, listener.localAddress().getPort());
  }

  private void waitLong(Socket client) {
    try {
      busy.set();
      finish.await();
    } finally {
      ended = true;
    }
  }

  private void cleanUpLong(Socket client) {
    try {
      busy.set();
      sleep(Duration.ofDays(1));
    } finally {
      withoutCancellation(() -> {
        cleaning.set();
        finish.await();
      });
      ended = true;
    }
  }

  @Test
  void a_time_that_is_less_than_none_is_refused() {
    assertThatThrownBy(() -> ListenOptions.defaults().withGrace(ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("negative");
  }
}
