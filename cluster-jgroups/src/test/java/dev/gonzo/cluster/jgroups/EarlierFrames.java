package dev.gonzo.cluster.jgroups;

import dev.gonzo.cluster.transport.NodeId;
import dev.gonzo.cluster.transport.Transport;
import dev.gonzo.cluster.transport.View;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Counts frames that arrive although they belong to an earlier connection of two nodes: what was
 * sent into a partition and is delivered after it, to a node that was seen to leave. If it is asked
 * to, it lets each of them arrive once more behind each later frame, so that it comes at every
 * moment of the new connection.
 */
final class EarlierFrames implements Transport.Connector {
  /** Where a frame has its kind, and the two epochs; see {@code Frame}. */
  private static final int KIND = 1;

  private static final int EPOCHS = 18;
  private static final int DATA = 2;

  private final Transport.Connector transport;
  private final Consumer<NodeId> found;
  private final int repetitions;
  private final AtomicInteger count = new AtomicInteger();

  EarlierFrames(Transport.Connector transport, int repetitions, Consumer<NodeId> found) {
    this.transport = transport;
    this.repetitions = repetitions;
    this.found = found;
  }

  int count() {
    return count.get();
  }

  private static final Epochs NONE = new Epochs(-1, -1);

  private record Epochs(long from, long to) {
    boolean isAfter(Epochs other) {
      return from > other.from && to > other.to;
    }

    Epochs latest(Epochs other) {
      return new Epochs(Math.max(from, other.from), Math.max(to, other.to));
    }
  }

  @Override
  public Transport join(String cluster, NodeId self, Transport.Events events) throws IOException {
    // Events are handed over one at a time.
    Map<NodeId, Epochs> latest = new HashMap<>();
    Map<NodeId, Epochs> ended = new HashMap<>();
    var repeated = new ArrayList<byte[]>();
    return transport.join(
        cluster,
        self,
        new Transport.Events() {
          @Override
          public void onMessage(NodeId from, byte[] message) {
            var frame = ByteBuffer.wrap(message);
            var epochs = new Epochs(frame.getLong(EPOCHS), frame.getLong(EPOCHS + Long.BYTES));
            latest.merge(from, epochs, Epochs::latest);
            if (frame.get(KIND) == DATA && !epochs.isAfter(ended.getOrDefault(from, NONE))) {
              count.incrementAndGet();
              found.accept(from);
              repeated.addAll(Collections.nCopies(repetitions, message));
            }
            events.onMessage(from, message);
            for (byte[] earlier : new LinkedHashSet<>(repeated)) {
              repeated.remove(earlier);
              events.onMessage(from, earlier);
            }
          }

          @Override
          public void onView(View view) {
            latest.forEach((node, epochs) -> {
              if (!view.nodes().contains(node)) {
                ended.put(node, epochs);
              }
            });
            events.onView(view);
          }
        });
  }
}
