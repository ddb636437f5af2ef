package dev.gonzo.cluster;

import static dev.gonzo.cluster.OnKernels.on;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.Task;
import dev.gonzo.cluster.OnKernels.OnEach;

/** Two nodes with different limits for values: what is too long for one fails alone. */
class UnequalLimitsTest {
  private static final String LONG = "x".repeat(300_000);

  @OnEach
  void a_value_that_is_too_long_for_the_other_node_fails_alone(String kernel) throws Exception {
    on(
        kernel,
        () -> {
          try (var shop = new Workshop()) {
            Remote<Integer, String> produce =
                Remote.of("produce/1", Integer.class, String.class, LONG::substring);
            var small = shop.join("a", options -> options.withMostBytes(2000));
            var large = shop.join("b", options -> options.withMostBytes(1 << 20).serving(produce));
            large.awaitNodes(2);
            Task<String> other = large.spawn(small.self(), shop.hang, "h");
            shop.begun.await();
            assertThatThrownBy(() -> large.call(small.self(), shop.echo, LONG))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("more than the limit of 2000 of node a")
                .hasMessageContaining("here it is 1048576");
            assertThatThrownBy(() -> small.call(large.self(), produce, 0))
                .isInstanceOf(RemoteFailure.class)
                .hasMessageContaining("more than the limit of 2000 of node a");
            try (var texts = small.receive("texts", String.class, 4);
                var sender = large.channel(small.self(), "texts", String.class)) {
              assertThatThrownBy(() -> sender.send(LONG))
                  .isInstanceOf(IllegalArgumentException.class)
                  .hasMessageContaining("an item has 3")
                  .hasMessageContaining("more than the limit of 2000 of node a");
              sender.send("short");
              assertThat(texts.receive()).isEqualTo("short");
            }
            assertThat(other.outcome()).as("the link goes on").isEmpty();
            other.cancel();
            assertThat(large.call(large.self(), shop.echo, LONG)).isEqualTo(LONG);
          }
        });
  }
}
