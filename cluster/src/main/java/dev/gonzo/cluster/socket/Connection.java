package dev.gonzo.cluster.socket;

import dev.gonzo.Gonzo;
import dev.gonzo.GroupPolicy;
import dev.gonzo.Moment;
import dev.gonzo.TaskGroup;
import dev.gonzo.cluster.transport.NodeId;
import dev.gonzo.net.Socket;
import dev.gonzo.stream.ByteStream;
import dev.gonzo.stream.Input;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The connection with one node, after the handshake. It ends at the first failure of its three
 * tasks, which read, write and watch; the first reason is the one that is reported.
 *
 * <p>Each heartbeat says how many bytes its sender has received. A node is alive as long as that
 * number grows: so the paths in both directions work, and a cut of one of them ends the connection
 * on both sides.
 *
 * <p>A socket that is closed with bytes that were not read is reset, and then the other side may
 * lose what it has not read. So a node that leaves sends its last frame, and reads until the other
 * side has closed.
 */
final class Connection {
  /** The reason of a node that ends the connection as it should. */
  static final String LEAVES = "it leaves";

  private final NodeId peer;
  private final Socket socket;
  private final Settings settings;
  private final Outbox outbox;
  private final BiConsumer<Connection, String> onEnd;
  private final Parts parts;
  private Moment progress = Moment.now();
  private long acknowledged = -1;
  private @Nullable String ended;

  /**
   * A connection that does not run yet, but takes messages.
   *
   * @param onEnd called once, at the end, with the reason
   */
  Connection(NodeId peer, Socket socket, Settings settings, BiConsumer<Connection, String> onEnd) {
    this.peer = peer;
    this.socket = socket;
    this.settings = settings;
    this.outbox = new Outbox(settings.bufferBytes());
    this.parts = new Parts(settings.mostBytes());
    this.onEnd = onEnd;
  }

  NodeId peer() {
    return peer;
  }

  /** Runs it to its end. */
  void run(ByteStream stream, CountedSource source, Input input, Receiver receiver) {
    try (var tasks = TaskGroup.<Boolean>open(GroupPolicy.any())) {
      tasks.spawn("reading from " + peer, () -> ending(() -> read(input, receiver)));
      tasks.spawn("writing to " + peer, () -> ending(() -> write(stream)));
      tasks.spawn("watching " + peer, () -> ending(() -> watch(source)));
      tasks.join();
    } finally {
      end("this node stops");
    }
  }

  /** Gets the messages of a node. */
  @FunctionalInterface
  interface Receiver {
    void receive(NodeId from, byte[] message);
  }

  /** A part of the work, which returns the reason why it has ended. */
  @FunctionalInterface
  private interface Work {
    String run() throws IOException;
  }

  private boolean ending(Work work) {
    try {
      end(work.run());
    } catch (IOException broken) {
      end(broken.getMessage() == null ? broken.getClass().getSimpleName() : broken.getMessage());
    }
    return true;
  }

  /** Ends it now: from here on nothing of it is delivered. The first reason counts. */
  void end(String reason) {
    if (ended == null) {
      ended = reason;
      outbox.close();
      socket.close();
      onEnd.accept(this, reason);
    }
  }

  private String read(Input input, Receiver receiver) throws IOException {
    while (true) {
      byte[] frame = input.readFrame(Integer.BYTES);
      if (frame == null) {
        return "the other side has closed the connection";
      }
      if (ended != null) {
        return ended;
      }
      switch (frame.length == 0 ? 0 : frame[0]) {
        case Outbox.MESSAGE -> receiver.receive(peer, parts.last(frame));
        case Outbox.PART -> parts.add(frame);
        case Outbox.HEARTBEAT -> heard(frame);
        case Outbox.LEAVING -> {
          return LEAVES;
        }
        default -> throw new IOException("it sends what is no frame");
      }
    }
  }

  private void heard(byte[] frame) throws IOException {
    if (frame.length != 1 + Long.BYTES) {
      throw new IOException("it sends a heartbeat of " + frame.length + " bytes");
    }
    long count = ByteBuffer.wrap(frame).getLong(1);
    if (count > acknowledged) {
      acknowledged = count;
      progress = Moment.now();
    }
  }

  private String write(ByteStream stream) throws IOException {
    try {
      for (byte[] batch = outbox.next(); batch.length > 0; batch = outbox.next()) {
        stream.writeAll(batch);
        if (outbox.sent()) {
          socket.shutdownOutput();
          outbox.awaitClosed();
        }
      }
      return "the connection has ended";
    } catch (IOException broken) {
      // What it sent before that may not have been read yet: its last messages, and that it leaves.
      outbox.drop();
      boolean _ = Gonzo.ignoreAfter(settings.patience(), outbox::awaitClosed);
      throw broken;
    }
  }

  /** Sends heartbeats, and ends when the other side has acknowledged nothing for too long. */
  private String watch(CountedSource source) {
    boolean wasLate = false;
    while (true) {
      outbox.beat(source.count());
      Moment before = Moment.now();
      Gonzo.sleep(settings.heartbeat());
      Moment now = Moment.now();
      // A node that was itself stopped first reads what has arrived meanwhile, and judges then.
      boolean late = now.since(before).compareTo(settings.heartbeat().multipliedBy(2)) > 0;
      boolean excused = late && !wasLate;
      wasLate = late;
      if (!excused && now.since(progress).compareTo(settings.patience()) > 0) {
        return "it has acknowledged nothing for " + settings.patience();
      }
    }
  }

  /** Sends a message; waits for room, and cuts the connection if there is none for too long. */
  void send(byte[] message) {
    if (outbox.tryPut(message)) {
      return;
    }
    boolean inTime =
        Gonzo.ignoreAfter(
            settings.sendPatience(),
            () -> {
              do {
                outbox.awaitRoom();
              } while (!outbox.tryPut(message));
            });
    if (!inTime) {
      end("it reads too slowly: no room for a message within " + settings.sendPatience());
    }
  }

  /** Says that this node leaves, after all messages. Waits until the other side has closed. */
  void leave() {
    outbox.leave();
    outbox.awaitClosed();
  }
}
