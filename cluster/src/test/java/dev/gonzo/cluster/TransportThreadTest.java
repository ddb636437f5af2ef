package dev.gonzo.cluster;

import static dev.gonzo.testing.VirtualTime.kernel;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.Gonzo;
import dev.gonzo.Task;
import dev.gonzo.cluster.transport.MemoryNetwork;
import dev.gonzo.cluster.transport.NodeId;
import dev.gonzo.cluster.transport.Transport;
import dev.gonzo.cluster.transport.View;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Edge 15: a transport with a thread of its own, on which nothing of the cluster runs. */
@Tag("realTime")
class TransportThreadTest {
  /** Passes the events of a network on a thread, as JGroups does. */
  private static final class Threaded implements Transport.Connector, AutoCloseable {
    private final MemoryNetwork network = new MemoryNetwork();
    private final BlockingQueue<Runnable> events = new LinkedBlockingQueue<>();
    final Thread thread = Thread.ofPlatform().name("transport").start(this::work);
    volatile Throwable failed;

    private void work() {
      try {
        while (true) {
          events.take().run();
        }
      } catch (InterruptedException end) {
        // The test is over.
      } catch (Throwable failure) {
        failed = failure;
      }
    }

    @Override
    public Transport join(String cluster, NodeId self, Transport.Events to) throws IOException {
      Transport inner =
          network.join(
              cluster,
              self,
              new Transport.Events() {
                @Override
                public void onMessage(NodeId from, byte[] message) {
                  events.add(() -> to.onMessage(from, message));
                }

                @Override
                public void onView(View view) {
                  events.add(() -> to.onView(view));
                }
              });
      return new Transport() {
        @Override
        public void send(NodeId receiver, byte[] message) {
          inner.send(receiver, message);
        }

        @Override
        public int mostBytes() {
          return inner.mostBytes();
        }

        @Override
        public void leave() {
          inner.leave();
        }
      };
    }

    @Override
    public void close() throws InterruptedException {
      thread.interrupt();
      thread.join();
    }
  }

  @Test
  void edge_15_nothing_runs_on_the_transports_thread() throws Exception {
    try (var transport = new Threaded()) {
      Remote<String, String> where =
          Remote.of(
              "where/1",
              String.class,
              String.class,
              _ -> Task.current().name() + " on " + Thread.currentThread().getName());
      Gonzo.run(
          kernel("epoll"),
          () -> {
            try (var a =
                    Cluster.join(
                        "calc", ClusterOptions.of(transport).withNode("a").serving(where));
                var b =
                    Cluster.join(
                        "calc", ClusterOptions.of(transport).withNode("b").serving(where));
                var letters = b.receive("letters", String.class, 2)) {
              a.awaitNodes(2);
              for (int i = 0; i < 50; i++) {
                assertThat(a.call(b.self(), where, ""))
                    .startsWith("where/1 for a on ")
                    .doesNotContain("transport");
              }
              try (var sender = a.channel(b.self(), "letters", String.class)) {
                for (String letter : List.of("x", "y", "z")) {
                  sender.send(letter);
                  assertThat(letters.receive()).isEqualTo(letter);
                }
              }
            }
            return true;
          });
      assertThat(transport.failed).isNull();
    }
  }

  @Test
  void two_kernels_share_a_network() throws Exception {
    var network = MemoryNetwork.betweenKernels();
    Remote<Integer, Integer> twice =
        Remote.of("twice/1", Integer.class, Integer.class, number -> 2 * number);
    var ready = new CountDownLatch(1);
    var done = new CountDownLatch(1);
    var server =
        new FutureTask<Boolean>(() ->
            Gonzo.run(
                kernel("epoll"),
                () -> {
                  try (var _ =
                      Cluster.join(
                          "calc", ClusterOptions.of(network).withNode("b").serving(twice))) {
                    ready.countDown();
                    done.await();
                  }
                  return true;
                }));
    var _ = Thread.ofPlatform().name("server").start(server);
    ready.await();
    try {
      int result =
          Gonzo.run(
              kernel("epoll"),
              () -> {
                try (var a = Cluster.join("calc", ClusterOptions.of(network).withNode("a"))) {
                  return a.call(a.awaitNodes(2).getLast(), twice, 21);
                }
              });
      assertThat(result).isEqualTo(42);
    } finally {
      done.countDown();
    }
    assertThat(server.get()).isTrue();
  }
}
