package dev.gonzo.cluster.socket;

import dev.gonzo.AsyncCallable;
import dev.gonzo.Cancelled;
import dev.gonzo.DeadlineExceededException;
import dev.gonzo.Environment;
import dev.gonzo.Gonzo;
import dev.gonzo.Task;
import dev.gonzo.TaskGroup;
import dev.gonzo.cluster.transport.NodeId;
import dev.gonzo.cluster.transport.Transport;
import dev.gonzo.net.Listener;
import dev.gonzo.net.Socket;
import dev.gonzo.stream.ByteStream;
import dev.gonzo.stream.Input;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A node that has joined. All its tasks belong to one, which {@link #leave} ends. */
final class SocketNode implements Transport {
  private final String cluster;
  private final NodeId self;
  private final Settings settings;
  private final Protection protection;
  private final Listener listener;
  private final Peers peers;
  private final Reports reports = new Reports();
  private @Nullable Task<?> work;
  private boolean leaving;

  SocketNode(
      String cluster,
      NodeId self,
      Transport.Events events,
      Settings settings,
      Protection protection,
      Listener listener) {
    this.cluster = cluster;
    this.self = self;
    this.settings = settings;
    this.protection = protection;
    this.listener = listener;
    this.peers = new Peers(self, events);
  }

  void start(List<MemberAddress> members) {
    try {
      work = Gonzo.spawnDaemon("connections of " + self, () -> run(members));
    } catch (Throwable refused) {
      listener.close();
      throw refused;
    }
    peers.report();
  }

  private void run(List<MemberAddress> members) {
    try (listener;
        var tasks = TaskGroup.<Void>open()) {
      for (MemberAddress member : members) {
        var dialling = new Dialling(this, member, settings.patience());
        tasks.spawn("connecting to " + member, dialling::run);
      }
      var accepting = new Accepting(this, listener, settings.handshakesAtOnce());
      tasks.spawn("accepting at " + listener, () -> accepting.run(tasks));
      tasks.join();
    } catch (Cancelled leaves) {
      throw leaves;
    } catch (RuntimeException | Error defect) {
      reports.error(self + " has lost its connections by a defect: leave, and join again", defect);
      throw defect;
    }
  }

  Reports reports() {
    return reports;
  }

  /** The port on which it listens. */
  int port() throws IOException {
    return listener.localAddress().getPort();
  }

  void awaitWithout(String name) {
    peers.awaitWithout(name);
  }

  // ---------------------------------------------------------------- connections

  /** Connects over a socket that this node has opened, until the connection ends. */
  void dialled(Socket socket, String host, Runnable connected) throws IOException {
    connect(socket, connected, () -> protection.client(socket, host), Handshake::dial);
  }

  /** Connects over a socket that this node has accepted, until the connection ends. */
  void accepted(Socket socket, Runnable connected) throws IOException {
    connect(socket, connected, () -> protection.server(socket), Handshake::accept);
  }

  @FunctionalInterface
  private interface Securing {
    Protection.Secured secured() throws IOException;
  }

  @FunctionalInterface
  private interface Shaking {
    NodeId run(Handshake handshake) throws IOException;
  }

  /** The streams of a connection after the handshake. */
  private record Streams(ByteStream output, CountedSource source, Input input) {}

  private void connect(Socket socket, Runnable connected, Securing securing, Shaking shaking)
      throws IOException {
    var door = new Door(socket);
    try {
      Streams streams = inTime(() -> shakeHands(door, securing, shaking));
      connected.run();
      Connection connection = door.connection;
      if (connection != null) {
        connection.run(streams.output, streams.source, streams.input, peers::receive);
      }
    } finally {
      door.close();
    }
  }

  private Streams shakeHands(Door door, Securing securing, Shaking shaking) throws IOException {
    Protection.Secured secured = securing.secured();
    var source = new CountedSource(secured.stream());
    Input input = Input.of(source).withLimit(Outbox.BATCH_BYTES);
    byte[] nonce = Environment.randomBytes(Greeting.NONCE_BYTES);
    var own = new Greeting(cluster, self, settings.mostBytes(), nonce);
    NodeId _ = shaking.run(new Handshake(secured, input, own, protection.secret(), door));
    return new Streams(secured.stream(), source, input);
  }

  private Streams inTime(AsyncCallable<Streams, IOException> opening) throws IOException {
    try {
      return Gonzo.timeoutAfter(settings.patience(), opening);
    } catch (DeadlineExceededException late) {
      throw new SocketTimeoutException("no handshake within " + settings.patience());
    }
  }

  boolean isLeaving() {
    return leaving;
  }

  private void ended(Connection connection, String reason) {
    peers.remove(connection);
    String message = "%s: %s has left: %s".formatted(self, Names.of(connection.peer()), reason);
    if (leaving || reason.equals(Connection.LEAVES)) {
      reports.debug(message);
    } else {
      reports.info(Names.line(message));
    }
  }

  /** Decides for one socket, and keeps the connection that it becomes. */
  private final class Door implements Handshake.Door {
    private final Socket socket;
    private @Nullable Connection connection;

    private Door(Socket socket) {
      this.socket = socket;
    }

    /** Ends what was admitted, if it has not ended: the handshake may have failed after that. */
    private void close() {
      if (connection != null) {
        connection.end("the handshake has not ended");
      }
    }

    @Override
    public @Nullable Refusal objection(Greeting peer) {
      if (!peer.cluster().equals(cluster)) {
        return Refusal.CLUSTER;
      }
      return peer.mostBytes() != settings.mostBytes()
          ? Refusal.LIMITS
          : peers.objection(peer.node());
    }

    @Override
    public @Nullable Refusal admit(NodeId peer) {
      // The other one may be broken without our knowledge. Then the heartbeats end it soon.
      return peers.get(peer) != null ? Refusal.CONNECTED : open(peer);
    }

    @Override
    public @Nullable Refusal take(NodeId peer) {
      Connection old = peers.get(peer);
      if (old != null) {
        old.end("the other side has given it up, and connects again");
      }
      return open(peer);
    }

    private @Nullable Refusal open(NodeId peer) {
      Refusal objection = leaving ? Refusal.LEAVING : peers.objection(peer);
      if (objection == null) {
        connection = new Connection(peer, socket, settings, SocketNode.this::ended);
        peers.add(connection);
      }
      return objection;
    }
  }

  // ---------------------------------------------------------------- the calls of a transport

  @Override
  public void send(NodeId to, byte[] message) {
    if (message.length > settings.mostBytes()) {
      throw new IllegalArgumentException(
          "a message has at most " + settings.mostBytes() + " bytes, not " + message.length);
    }
    Connection connection = peers.get(to);
    if (connection != null) {
      connection.send(message);
    }
  }

  @Override
  public int mostBytes() {
    return settings.mostBytes();
  }

  @Override
  public void leave() {
    Task<?> running = work;
    work = null;
    if (running == null) {
      return;
    }
    leaving = true;
    peers.close();
    listener.close();
    try {
      boolean _ = Gonzo.ignoreAfter(settings.patience(), this::sayGoodbye);
    } finally {
      running.cancel("the node leaves");
    }
  }

  private void sayGoodbye() {
    try (var goodbyes = TaskGroup.<Void>open()) {
      for (Connection each : peers.all()) {
        goodbyes.spawn("goodbye to " + each.peer(), each::leave);
      }
      goodbyes.join();
    }
  }

  @Override
  public String toString() {
    return "SocketTransport of " + self;
  }
}
