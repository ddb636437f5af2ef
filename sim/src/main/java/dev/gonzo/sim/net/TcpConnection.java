package dev.gonzo.sim.net;

import dev.gonzo.kernel.driver.ErrorNumber;
import dev.gonzo.sim.net.Packet.Segment;
import dev.gonzo.sim.world.Agenda;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One end of a TCP connection.
 *
 * <p>It lives longer than the program's handle: after a close it sends what is left, and the end of
 * the stream, until the peer has acknowledged them.
 */
final class TcpConnection extends StreamSocket {
  private static final int LOOPBACK_SEGMENT_BYTES = 65_483;
  private static final int SEGMENT_BYTES = 1_448;

  /** How long a closed connection waits for the end of the other direction. */
  private static final long END_WAIT_NANOS = 60_000_000_000L;

  private enum State {
    /** It is bound, or has asked for a connection. */
    CONNECTING,
    /** It has consented to a connection, which the peer has not confirmed. */
    ANSWERING,
    ESTABLISHED,
    /** It has ended, or failed: no packet comes to it any more. */
    GONE
  }

  private final InetSocketAddress local;
  private final InetSocketAddress remote;
  private final boolean isLocal;
  private final TcpSender sender;
  private final TcpReceiver receiver;
  private final RetransmissionTimer timer;
  private final @Nullable TcpListener listener;
  private State state;
  private boolean hasEndedFirst;
  private int failure;
  private boolean isFailureReported;
  private Agenda.@Nullable Event endWait;

  private TcpConnection(
      HostNetwork host,
      SocketSettings settings,
      InetSocketAddress local,
      InetSocketAddress remote,
      @Nullable TcpListener listener) {
    super(host, settings);
    this.local = local;
    this.remote = remote;
    this.listener = listener;
    isLocal = host.addresses().isOurs(remote.getAddress());
    sender = new TcpSender(this, settings);
    receiver = new TcpReceiver(settings);
    timer = new RetransmissionTimer(host.network().agenda(), this);
    state = listener == null ? State.CONNECTING : State.ANSWERING;
  }

  /** Asks for a connection. The local address must be bound to it afterwards. */
  static TcpConnection requesting(
      HostNetwork host,
      SocketSettings settings,
      InetSocketAddress local,
      InetSocketAddress remote) {
    return new TcpConnection(host, settings, local, remote, null);
  }

  /** Consents to a connection. */
  static void answering(TcpListener listener, Segment request) {
    var connection =
        new TcpConnection(
            listener.host,
            listener.settings.inherited(),
            request.target(),
            request.source(),
            listener);
    listener.host.tcp().add(connection);
    connection.sender.isAcknowledged(0, request.limit());
    connection.open(PacketKind.SYN_ACK);
  }

  @Override
  InetSocketAddress local() {
    return local;
  }

  @Override
  InetSocketAddress remote() {
    return remote;
  }

  boolean isEstablished() {
    return state == State.ESTABLISHED;
  }

  /** Whether both ends are this socket. */
  boolean isItself() {
    return local.equals(remote);
  }

  /** Whether the attempt to connect has not ended. */
  boolean isConnecting() {
    return state == State.CONNECTING;
  }

  /** The error number with which it has failed, or 0. */
  int failure() {
    return failure;
  }

  // ---------------------------------------------------------------- packets

  /** Sends the request for the connection. */
  void request() {
    open(PacketKind.SYN);
  }

  private void open(PacketKind kind) {
    send(kind, 0, Segment.NO_BYTES);
    timer.isSent(0);
    expectAnswer(true);
  }

  /** Sends a packet, with what was received and how much there is room for. */
  void send(PacketKind kind, long position, byte[] content) {
    host.network()
        .wire()
        .send(
            host,
            new Segment(
                local, remote, kind, position, receiver.expected(), receiver.announce(), content));
  }

  private void acknowledge() {
    send(PacketKind.ACK, sender.position(), Segment.NO_BYTES);
  }

  private void sendReset() {
    host.network().wire().send(host, Segment.reset(local, remote));
  }

  /** How many bytes a packet has at most. */
  int segmentBytes() {
    return isLocal ? LOOPBACK_SEGMENT_BYTES : SEGMENT_BYTES;
  }

  /** How many of the bytes go into the next packet. */
  int split(int most) {
    HostNetwork to = host.network().reached(host, remote.getAddress());
    return isLocal || to == null ? most : host.network().wire().split(host, to, most);
  }

  /** Handles a packet of the peer. */
  void arrive(Segment segment) {
    switch (state) {
      case CONNECTING -> arriveConnecting(segment);
      case ANSWERING -> arriveAnswering(segment);
      case ESTABLISHED -> arriveEstablished(segment);
      case GONE -> {}
    }
  }

  private void arriveConnecting(Segment segment) {
    switch (segment.kind()) {
      case SYN_ACK -> {
        state = State.ESTABLISHED;
        timer.answered(0, true);
        sender.isAcknowledged(0, segment.limit());
        acknowledge();
        output.event(false);
      }
      case RST -> fail(ErrorNumber.ECONNREFUSED);
      // A connection that the peer has not closed, of an earlier program at our address.
      default -> sendReset();
    }
  }

  private void arriveAnswering(Segment segment) {
    switch (segment.kind()) {
      case SYN -> send(PacketKind.SYN_ACK, 0, Segment.NO_BYTES);
      case RST -> leave();
      default -> {
        state = State.ESTABLISHED;
        timer.answered(0, true);
        if (listener == null || listener.isClosed()) {
          abort();
        } else {
          listener.established(this);
          arriveEstablished(segment);
        }
      }
    }
  }

  private void arriveEstablished(Segment segment) {
    switch (segment.kind()) {
      case RST -> fail(receiver.hasEnded() ? ErrorNumber.EPIPE : ErrorNumber.ECONNRESET);
      case SYN, SYN_ACK -> acknowledge();
      case ACK -> acknowledged(segment);
      default -> {
        boolean isNew = receiver.take(segment);
        if (isNew && isClosed() && segment.size() > 0) {
          abort(); // no program will receive these bytes
          return;
        }
        acknowledge();
        acknowledged(segment);
        if (isNew) {
          input.event(receiver.hasEnded());
        }
      }
    }
  }

  private void acknowledged(Segment segment) {
    boolean isNew = sender.isAcknowledged(segment.acknowledged(), segment.limit());
    timer.answered(segment.acknowledged(), isNew);
    sender.transmit();
    if (sender.takesAgain()) {
      output.event(false);
    }
    leaveIfDone();
  }

  // ---------------------------------------------------------------- its timer

  /** Begins to wait for an answer of the peer, if there is one to wait for. */
  void expectAnswer(boolean wasIdle) {
    if (isWaiting()) {
      timer.begin(wasIdle);
    }
  }

  void isTimed(long position) {
    timer.isSent(position);
  }

  /**
   * Whether something may have to be sent again. What a host sends to itself is never lost; only a
   * request is ignored by a listener without room.
   */
  boolean isWaiting() {
    return switch (state) {
      case CONNECTING -> true;
      case ANSWERING -> !isLocal;
      case ESTABLISHED -> !isLocal && sender.isWaiting();
      case GONE -> false;
    };
  }

  int mostRepeats() {
    return switch (state) {
      case CONNECTING -> RetransmissionTimer.REQUEST_REPEATS;
      case ANSWERING -> RetransmissionTimer.CONSENT_REPEATS;
      case ESTABLISHED, GONE -> RetransmissionTimer.DATA_REPEATS;
    };
  }

  void repeat() {
    switch (state) {
      case CONNECTING -> send(PacketKind.SYN, 0, Segment.NO_BYTES);
      case ANSWERING -> send(PacketKind.SYN_ACK, 0, Segment.NO_BYTES);
      case ESTABLISHED -> sender.repeat();
      case GONE -> {}
    }
  }

  void gaveUp() {
    if (state == State.ANSWERING) {
      leave();
    } else {
      fail(ErrorNumber.ETIMEDOUT);
    }
  }

  // ---------------------------------------------------------------- the program's side

  @Override
  int receive(ByteBuffer into) {
    if (!receiver.isEmpty()) {
      int count = receiver.read(into);
      if (isEstablished() && receiver.hasNews()) {
        acknowledge();
      }
      return count;
    } else if (receiver.hasEnded()) {
      return 0;
    } else if (failure == 0) {
      return -ErrorNumber.EAGAIN;
    }
    isFailureReported = true;
    return -failure;
  }

  @Override
  int send(ByteBuffer from) {
    if (failure != 0 && !isFailureReported) {
      isFailureReported = true; // Linux reports it once, and then only that there is no peer
      return -failure;
    }
    return failure != 0 || sender.isShut() ? -ErrorNumber.EPIPE : sender.add(from);
  }

  @Override
  int room() {
    return sender.isShut() || failure != 0 ? 1 : sender.room();
  }

  @Override
  void expectRoom() {
    sender.expectRoom();
  }

  @Override
  void shutOutput() {
    if (!sender.isShut()) {
      hasEndedFirst = !receiver.hasEnded();
      sender.shut();
      output.event(true); // a send that waits for room fails
    }
  }

  @Override
  boolean isOutputShut() {
    return sender.isShut();
  }

  // ---------------------------------------------------------------- its end

  /** Ends it with a failure, which the program's operations report. */
  void fail(int reason) {
    if (state != State.GONE) {
      failure = reason;
      leave();
      input.event(true);
      output.event(true);
    }
  }

  /** Ends it without a packet, since its host has failed. */
  void vanish() {
    state = State.GONE;
  }

  /** Resets it: the peer's operations fail. */
  void abort() {
    if (state != State.GONE) {
      sendReset();
      leave();
    }
  }

  /** Closes it: what was sent still reaches the peer, unless there are bytes that were not read. */
  @Override
  void release() {
    if (state == State.GONE) {
      return;
    }
    if (state != State.ESTABLISHED) {
      leave(); // the consent that comes is answered with a reset
    } else if (settings.discardsAtClose() || !receiver.isEmpty()) {
      receiver.discard();
      abort();
    } else {
      shutOutput();
      leaveIfDone();
    }
  }

  private void leaveIfDone() {
    if (!isClosed() || !sender.isDone()) {
      return;
    }
    if (receiver.hasEnded()) {
      if (hasEndedFirst) {
        host.tcp().linger(this);
      }
      leave();
    } else if (endWait == null) {
      endWait = host.network().agenda().after(END_WAIT_NANOS, this::leave);
    }
  }

  private void leave() {
    if (endWait != null) {
      endWait.cancel();
    }
    if (state == State.ANSWERING && listener != null) {
      listener.gaveUp();
    }
    state = State.GONE;
    host.tcp().remove(this);
  }
}
