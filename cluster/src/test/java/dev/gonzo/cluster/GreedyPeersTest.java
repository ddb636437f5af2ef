package dev.gonzo.cluster;

import static dev.gonzo.Gonzo.sleep;
import static dev.gonzo.Gonzo.spawnDaemon;
import static dev.gonzo.cluster.OnKernels.on;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.Task;
import dev.gonzo.cluster.OnKernels.OnEach;
import dev.gonzo.cluster.link.Message.Subject;
import dev.gonzo.cluster.transport.MemoryNetwork;
import dev.gonzo.cluster.transport.NodeId;
import dev.gonzo.cluster.transport.Transport;
import dev.gonzo.cluster.transport.View;
import dev.gonzo.sync.Event;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What one node can make another one keep. */
class GreedyPeersTest {
  private static final NodeId SELF = new NodeId("a", 1);
  private static final NodeId EVIL = new NodeId("evil", 666);
  private static final NodeId HONEST = new NodeId("b", 2);

  /** A transport that takes nothing. */
  private static final class Full implements Transport {
    private final Event room = Event.of("room that never comes");

    @Override
    public void send(NodeId to, byte[] message) {
      room.await();
    }

    @Override
    public int mostBytes() {
      return 1 << 16;
    }

    @Override
    public boolean isWithinKernel() {
      return true;
    }

    @Override
    public void leave() {}
  }

  /** A greeting that knows the other side's epoch, so that the link is established by it. */
  private static byte[] greeting(long epoch) {
    return ByteBuffer.allocate(2 + 32 + 5)
        .put((byte) 1)
        .put((byte) 1)
        .putLong(EVIL.incarnation())
        .putLong(SELF.incarnation())
        .putLong(epoch)
        .putLong(1)
        .put((byte) 0)
        .putInt(1 << 20)
        .array();
  }

  @OnEach
  void connections_that_a_node_begins_again_and_again_leave_nothing_in_the_outbox(String kernel)
      throws Exception {
    on(
        kernel,
        () -> {
          var node =
              new LocalNode(SELF, ClusterOptions.of(new MemoryNetwork()), PromiseStore.inMemory());
          for (int i = 0; i < 100; i++) {
            var _ = node.register(Subject.NAME, "name" + i);
          }
          Task<?> running = spawnDaemon("node", () -> node.run(new Full()));
          node.inbox().onView(new View(List.of(SELF, EVIL)));
          int most = 0;
          for (int epoch = 1; epoch <= 1000; epoch++) {
            node.inbox().onMessage(EVIL, greeting(epoch));
            sleep(ofMillis(100));
            most = Math.max(most, node.outbox().pending());
          }
          assertThat(most).isBetween(100, 110);
          running.cancel();
          assertThat(node.outbox().pending()).isZero();
          node.outbox().close();
        });
  }

  @Test
  void a_node_that_sends_too_much_leaves_room_in_the_inbox_for_others() {
    var inbox = new NodeInbox();
    for (int i = 0; i < 2000; i++) {
      inbox.onMessage(EVIL, new byte[1 << 16]);
    }
    for (int i = 0; i < 4; i++) {
      inbox.onMessage(new NodeId("evil" + i, 7), new byte[60 << 20]);
      inbox.onMessage(new NodeId("evil" + i, 7), new byte[1 << 20]);
    }
    inbox.onMessage(HONEST, new byte[100]);
    int bytes = 0;
    int honest = 0;
    for (Arrival next = inbox.poll(); next != null; next = inbox.poll()) {
      if (next instanceof Arrival.FromNode(NodeId from, byte[] frame)) {
        bytes += from.equals(EVIL) ? frame.length : 0;
        honest += from.equals(HONEST) ? 1 : 0;
      }
    }
    assertThat(bytes).isBetween(10 << 20, 17 << 20);
    assertThat(honest).isEqualTo(1);
    inbox.onMessage(EVIL, new byte[1]);
    assertThat(inbox.poll()).as("its share is free again").isNotNull();
  }
}
