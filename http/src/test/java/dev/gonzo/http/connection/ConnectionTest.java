package dev.gonzo.http.connection;

import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.testing.VirtualTime.inVirtualTime;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.Task;
import dev.gonzo.testing.MemoryStreams;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The drivers of both roles against each other, in memory. */
class ConnectionTest {
  private static Ends echoing(MemoryStreams pipe) {
    return new Ends(pipe.left(), pipe.right(), Ends::echo);
  }

  @Test
  void a_request_is_answered() throws Exception {
    inVirtualTime(() -> {
      try (var ends = echoing(MemoryStreams.of(100_000))) {
        Ends.Response response = Ends.get(ends.client, "/a?b=c");
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.headers().first("x-method")).contains("GET");
        assertThat(response.text()).isEqualTo("/a?b=c");
        ends.client.drain();
        assertThat(Ends.failure(ends.clientRun)).isNull();
        assertThat(Ends.failure(ends.serverRun)).isNull();
      }
    });
  }

  @Test
  void a_large_body_goes_there_and_back_through_a_narrow_pipe() throws Exception {
    inVirtualTime(() -> {
      byte[] sent = new byte[3_000_000];
      new Random(1).nextBytes(sent);
      try (var ends = echoing(MemoryStreams.of(1_000))) {
        assertThat(Ends.post(ends.client, "/", sent).body()).isEqualTo(sent);
      }
    });
  }

  @Test
  void many_requests_go_at_the_same_time_and_more_wait_for_their_turn() throws Exception {
    inVirtualTime(() -> {
      try (var ends = echoing(MemoryStreams.of(100_000))) {
        List<Task<Ends.Response>> all = new ArrayList<>();
        for (int i = 0; i < 350; i++) {
          String path = "/" + i;
          all.add(spawn(() -> Ends.get(ends.client, path)));
        }
        for (int i = 0; i < 350; i++) {
          assertThat(all.get(i).join().text()).isEqualTo("/" + i);
        }
      }
    });
  }
}
