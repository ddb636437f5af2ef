package dev.gonzo.cluster;

import static dev.gonzo.Gonzo.ignoreAfter;
import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawn;
import static dev.gonzo.Gonzo.withoutCancellation;
import static dev.gonzo.cluster.OnKernels.on;
import static dev.gonzo.cluster.Workshop.failureOf;
import static java.time.Duration.ofDays;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.Cancelled;
import dev.gonzo.Task;
import dev.gonzo.cluster.OnKernels.OnEach;
import dev.gonzo.cluster.transport.MemoryNetwork;
import dev.gonzo.cluster.transport.MemoryNetwork.Fate;
import dev.gonzo.sync.Event;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;

/** What runs for another node ends there, and its caller learns of it, whatever goes wrong. */
class EndOfRunsTest {
  private static class Unreadable extends RuntimeException {
    @Override
    public String getMessage() {
      throw new IllegalStateException("no message");
    }
  }

  private static final class Indescribable extends Unreadable {
    @Override
    public void printStackTrace(PrintWriter to) {
      throw new OutOfMemoryError("no text");
    }

    @Override
    public StackTraceElement[] getStackTrace() {
      throw new OutOfMemoryError("no frames");
    }
  }

  private static void assertEnds(Cluster cluster) {
    assertThat(ignoreAfter(ofMinutes(5), cluster::close)).as("close() has ended").isTrue();
  }

  @OnEach
  void a_failure_that_cannot_be_read_ends_the_call_and_the_run(String kernel) throws Exception {
    on(
        kernel,
        () -> {
          Remote<String, String> bad =
              Remote.of(
                  "bad/1",
                  String.class,
                  String.class,
                  how -> {
                    throw how.equals("unreadable") ? new Unreadable() : new Indescribable();
                  });
          var network = new MemoryNetwork();
          var a = Cluster.join("calc", ClusterOptions.of(network).withNode("a").serving(bad));
          var b = Cluster.join("calc", ClusterOptions.of(network).withNode("b"));
          b.awaitNodes(2);
          for (Cluster caller : List.of(a, b)) {
            assertThat(failureOf(caller.spawn(a.self(), bad, "unreadable")))
                .isInstanceOf(RemoteFailure.class)
                .hasMessageContaining("Unreadable")
                .hasMessageContaining("cannot be read");
            assertThat(failureOf(caller.spawn(a.self(), bad, "indescribable")))
                .isInstanceOf(RemoteFailure.class)
                .hasMessageContaining("cannot be described");
          }
          assertEnds(a);
          assertEnds(b);
        });
  }

  @OnEach
  void a_run_that_is_cancelled_before_its_first_step_reports_its_end(String kernel)
      throws Exception {
    on(
        kernel,
        () -> {
          var shop = new Workshop();
          List<Cluster> nodes = shop.join(List.of("a", "b"), options -> options);
          Cluster a = nodes.get(0);
          Cluster b = nodes.get(1);
          shop.network.filter(
              (from, _, frame) -> from.equals("a") && frame[1] == 2 ? Fate.HOLD : Fate.DELIVER);
          Task<String> call = a.spawn(b.self(), shop.hang, "x");
          while (shop.network.heldCount() == 0) {
            sleep(Duration.ofMillis(1));
          }
          boolean _ = call.requestCancel("enough");
          while (shop.network.heldCount() == 1) {
            sleep(Duration.ofMillis(1));
          }
          // Now the call and its cancellation are handled together.
          shop.network.heal();
          shop.network.release();
          assertThat(failureOf(call)).isInstanceOf(Cancelled.class);
          assertEnds(b);
          shop.close();
        });
  }

  @OnEach
  void a_cancellation_ends_the_grace_and_leaves_no_orphan(String kernel) throws Exception {
    on(
        kernel,
        () -> {
          boolean[] finished = {false};
          var begun = Event.of("begun");
          var shop = new Workshop();
          Cluster a =
              shop.join(
                  "a",
                  options ->
                      options
                          .withGrace(ofSeconds(60))
                          .serving(
                              Remote.of(
                                  "tidy/1",
                                  String.class,
                                  String.class,
                                  _ -> {
                                    begun.set();
                                    try {
                                      sleep(ofDays(1));
                                      return "";
                                    } finally {
                                      withoutCancellation(() -> sleep(ofSeconds(20)));
                                      finished[0] = true;
                                    }
                                  })));
          Cluster b = shop.join("b");
          b.awaitNodes(2);
          Remote<String, String> tidy =
              Remote.of("tidy/1", String.class, String.class, text -> text);
          Task<String> call = b.spawn(a.self(), tidy, "x");
          begun.await();
          Task<?> closing = spawn(a::close);
          sleep(ofSeconds(1));
          closing.cancel("hurry");
          assertThat(finished).containsExactly(true);
          assertThat(failureOf(call))
              .isInstanceOf(NodeLostException.class)
              .hasMessageContaining("it is leaving");
          shop.close();
        });
  }

  @OnEach
  void a_function_that_does_not_end_holds_up_its_node_for_the_patience(String kernel)
      throws Exception {
    on(
        kernel,
        () -> {
          var begun = Event.of("begun");
          Remote<String, String> stubborn =
              Remote.of(
                  "stubborn/1",
                  String.class,
                  String.class,
                  text -> {
                    begun.set();
                    withoutCancellation(() -> sleep(ofMinutes(30)));
                    return text;
                  });
          var shop = new Workshop();
          Cluster a =
              shop.join(
                  "a",
                  options ->
                      options.withGrace(ofSeconds(1)).withPatience(ofSeconds(7)).serving(stubborn));
          Cluster b = shop.join("b");
          b.awaitNodes(2);
          Task<String> call = b.spawn(a.self(), stubborn, "x");
          begun.await();
          assertEnds(a);
          assertThat(failureOf(call)).isInstanceOf(NodeLostException.class);
          shop.close();
        });
  }
}
