package dev.gonzo.cluster;

import static dev.gonzo.cluster.OnKernels.on;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.cluster.OnKernels.OnEach;
import dev.gonzo.cluster.transport.MemoryNetwork;

/** Calls between nodes. */
class CallTest {
  record Range(long from, long to) {}

  static final Remote<Range, Long> SUM = Remote.of("sum/1", Range.class, Long.class, CallTest::sum);

  static long sum(Range range) {
    long sum = 0;
    for (long number = range.from(); number <= range.to(); number++) {
      sum += number;
    }
    return sum;
  }

  private final MemoryNetwork network = new MemoryNetwork();

  private ClusterOptions options(String node) {
    return ClusterOptions.of(network).withNode(node).serving(SUM);
  }

  @OnEach
  void a_node_calls_a_function_on_each_node(String kernel) throws Exception {
    on(
        kernel,
        () -> {
          try (var a = Cluster.join("calc", options("a"));
              var b = Cluster.join("calc", options("b"))) {
            assertThat(a.awaitNodes(2)).containsExactly(a.self(), b.self());
            for (Node node : a.nodes()) {
              assertThat(a.call(node, SUM, new Range(1, 10))).isEqualTo(55);
              assertThat(b.spawn(node, SUM, new Range(1, 3)).join()).isEqualTo(6);
            }
          }
        });
  }

  @OnEach
  void a_failure_arrives_as_text(String kernel) throws Exception {
    Remote<String, Void> fail =
        Remote.of(
            "fail/1",
            String.class,
            Void.class,
            text -> {
              throw new java.io.IOException("no " + text);
            });
    on(
        kernel,
        () -> {
          try (var a = Cluster.join("calc", options("a"));
              var b = Cluster.join("calc", options("b").serving(fail))) {
            a.awaitNodes(2);
            for (Cluster from : java.util.List.of(a, b)) {
              assertThatThrownBy(() -> from.call(b.self(), fail, "milk"))
                  .isInstanceOfSatisfying(
                      RemoteFailure.class,
                      failure -> {
                        assertThat(failure)
                            .hasMessage("on node b: java.io.IOException: no milk")
                            .hasNoCause();
                        assertThat(failure.remoteStack()).contains("CallTest");
                        assertThat(failure.node()).isEqualTo("b");
                        assertThat(failure.type()).isEqualTo("java.io.IOException");
                        assertThat(failure.remoteMessage()).isEqualTo("no milk");
                      });
            }
          }
        });
  }
}
