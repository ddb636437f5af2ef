package dev.gonzo.cluster.link;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The numbered connection between one life of this node and one life of another, without I/O: its
 * methods take what happens and the time, and {@link #poll} returns what follows.
 *
 * <pre>
 *                 HELLO: both know both epochs
 *   GREETING ──────────────────────────────────▶ ESTABLISHED
 *      ▲          HELLO with a newer epoch, silence,  │
 *      └────────── nonsense, too much unsent ─────────┘
 * </pre>
 *
 * <p>Each node draws an epoch when it sees the other one, and another one whenever it ends the link
 * itself. A frame carries the epochs of both, and is dropped unless both are the current ones: what
 * was sent before a partition, and arrives after it, belongs to a link that has ended. The pieces
 * of messages are numbered, and what is lost between two nodes that still see each other is sent
 * again; so within a link each message arrives once and in order, or the link ends.
 */
public final class Link {
  private static final long GREET_AGAIN_NANOS = 1_000_000_000L;
  private static final long LATE_NANOS = 1_000_000_000L;
  // How often the other node may begin a connection: each costs this one all that it announces.
  private static final long BEGIN_AGAIN_NANOS = 1_000_000_000L;
  private static final int BEGIN_AT_ONCE = 10;

  private final long life;
  private final long otherLife;
  private final LinkLimits limits;
  private final LongSupplier epochs;
  private final Deque<LinkEvent> events = new ArrayDeque<>();
  private long epoch;
  private long otherEpoch;
  private int otherMostBytes;
  private boolean established;
  private int connection;
  private SendWindow sending;
  private ReceiveWindow receiving;
  private long greetAt;
  private boolean greetingQueued;
  private boolean acknowledgementQueued;
  // What the acknowledgement that is queued will say.
  private boolean gapFound;
  private boolean answerWanted;
  private boolean waitingForRoom;
  private boolean awaiting;
  private long heardAt;
  private long askedAt;
  private long mayBeginAt;

  /**
   * Creates a link, and greets the other node.
   *
   * @param life this node's incarnation
   * @param otherLife the other node's
   * @param limits the limits
   * @param epochs draws numbers, each higher than those before it, from 1
   * @param now the time, in nanoseconds of any clock that is never set
   */
  public Link(long life, long otherLife, LinkLimits limits, LongSupplier epochs, long now) {
    this.life = life;
    this.otherLife = otherLife;
    this.limits = limits;
    this.epochs = epochs;
    this.epoch = epochs.getAsLong();
    this.sending = new SendWindow(limits, this::transmit);
    this.receiving = new ReceiveWindow(limits);
    this.heardAt = now;
    this.mayBeginAt = now - BEGIN_AT_ONCE * BEGIN_AGAIN_NANOS;
    greet(now);
  }

  /** {@return what follows from what has happened, the oldest first; null if nothing} */
  public @Nullable LinkEvent poll() {
    return events.poll();
  }

  /** {@return whether messages can be sent} */
  public boolean isEstablished() {
    return established;
  }

  private void transmit(Outgoing outgoing) {
    events.add(new LinkEvent.Transmit(outgoing));
  }

  // ---------------------------------------------------------------- greeting

  private void greet(long now) {
    greetAt = now + GREET_AGAIN_NANOS;
    if (!greetingQueued) {
      greetingQueued = true;
      transmit(new Outgoing.Greeting(connection));
    }
  }

  private void establish(long now) {
    established = true;
    greetAt = Long.MAX_VALUE;
    listen(now);
    events.add(new LinkEvent.Established());
  }

  private void onHello(Frame.Hello hello, long now) {
    if (hello.ends().fromEpoch() < otherEpoch) {
      return;
    }
    if (hello.ends().fromEpoch() > otherEpoch) {
      if (!mayBegin(now)) {
        // It greets again.
        return;
      }
      if (established) {
        disconnect("the other node has begun a new connection");
      }
      otherEpoch = hello.ends().fromEpoch();
      otherMostBytes = hello.mostBytes();
    }
    if (hello.ends().toEpoch() == epoch && !established) {
      establish(now);
    }
    if (established) {
      heardAt = now;
    }
    if (!hello.established() || hello.ends().toEpoch() != epoch) {
      greet(now);
      greetAt = established ? Long.MAX_VALUE : greetAt;
    }
  }

  private boolean mayBegin(long now) {
    long at = Math.max(mayBeginAt, now - BEGIN_AT_ONCE * BEGIN_AGAIN_NANOS);
    if (at >= now) {
      return false;
    }
    mayBeginAt = at + BEGIN_AGAIN_NANOS;
    return true;
  }

  /** Ends it for good: the other node is not seen any more. */
  public void close() {
    if (established) {
      disconnect("the node has left");
    }
    connection++;
  }

  /**
   * Ends the connection, because this node cannot go on with it, and begins another one.
   *
   * @param why the reason
   * @param now the time
   */
  public void abort(String why, long now) {
    end(why, now);
  }

  /** Ends the connection on this side's own decision, and begins another one. */
  private void end(String why, long now) {
    if (established) {
      disconnect(why);
    }
    epoch = epochs.getAsLong();
    greet(now);
  }

  private void disconnect(String why) {
    established = false;
    connection++;
    greetingQueued = false;
    acknowledgementQueued = false;
    gapFound = false;
    answerWanted = false;
    waitingForRoom = false;
    awaiting = false;
    sending = new SendWindow(limits, this::transmit);
    receiving = new ReceiveWindow(limits);
    events.add(new LinkEvent.Ended(why));
  }

  // ---------------------------------------------------------------- receiving

  /**
   * Takes a frame that the transport has delivered. What is no frame, or belongs to another
   * connection, is dropped.
   *
   * @param bytes the frame
   * @param now the time
   */
  public void onFrame(byte[] bytes, long now) {
    Frame frame;
    try {
      frame = Frame.decode(bytes);
    } catch (MalformedMessageException notOurs) {
      return;
    }
    if (frame.ends().from() != otherLife || frame.ends().to() != life) {
      return;
    }
    if (frame instanceof Frame.Hello hello) {
      onHello(hello, now);
    } else if (isOfThisConnection(frame.ends())) {
      onCurrent(frame, now);
    }
  }

  /** The check that late frames do not pass. */
  private boolean isOfThisConnection(Frame.Ends ends) {
    return ends.fromEpoch() == otherEpoch && ends.toEpoch() == epoch;
  }

  private void onCurrent(Frame frame, long now) {
    if (!established) {
      // It knows both epochs, so only its greeting was lost.
      establish(now);
    }
    heardAt = now;
    switch (frame) {
      case Frame.Hello _ -> throw new AssertionError("greetings are handled before this");
      case Frame.Data data -> onData(data, now);
      case Frame.Received(_, long received, boolean gap, boolean answer) -> {
        if (onReceived(received, now)) {
          if (gap) {
            sending.resend(now);
          }
          if (answer) {
            acknowledge(false, false);
          }
        }
      }
    }
  }

  private boolean onReceived(long received, long now) {
    if (!sending.acknowledged(received, now)) {
      end("the other node acknowledges what was never sent", now);
      return false;
    }
    if (waitingForRoom && sending.hasRoom()) {
      waitingForRoom = false;
      events.add(new LinkEvent.Room());
    }
    return true;
  }

  private void onData(Frame.Data data, long now) {
    if (!onReceived(data.received(), now)) {
      return;
    }
    switch (receiving.look(data)) {
      // Its acknowledgement was lost.
      case AGAIN -> acknowledge(false, false);
      case AHEAD -> {
        if (receiving.shallAsk(now)) {
          acknowledge(true, false);
        }
      }
      case TAKEN -> {
        try {
          byte[] message = receiving.take(data, now);
          if (message != null) {
            events.add(new LinkEvent.Arrived(MessageFormat.decode(message)));
          }
        } catch (MalformedMessageException nonsense) {
          end("the other node sent nonsense: " + nonsense.getMessage(), now);
          return;
        }
        if (receiving.isAcknowledgementDue(now)) {
          acknowledge(false, false);
        }
      }
    }
  }

  private void acknowledge(boolean gap, boolean answer) {
    gapFound |= gap;
    answerWanted |= answer;
    // One at a time: a node that asks often gets no more answers than the transport takes.
    if (!acknowledgementQueued) {
      acknowledgementQueued = true;
      transmit(new Outgoing.Acknowledgement(connection));
    }
  }

  // ---------------------------------------------------------------- sending

  /**
   * {@return whether a message that can wait may be sent now} If not, a {@link LinkEvent.Room}
   * comes when it may.
   */
  public boolean hasRoom() {
    boolean room = established && sending.hasRoom();
    waitingForRoom |= established && !room;
    return room;
  }

  /** {@return the length of the longest message that the other node takes; 0 if not yet known} */
  public int otherMostBytes() {
    return otherMostBytes;
  }

  /**
   * Sends a message. One that is longer than the other node takes ends the link there.
   *
   * @param message the message
   * @param now the time
   * @return its last piece; null if the link is not established, and the message is dropped
   */
  public Outgoing.@Nullable Piece send(Message message, long now) {
    if (!established) {
      return null;
    }
    if (!isSilenceNoticed()) {
      listen(now);
    }
    byte[] encoded = MessageFormat.encode(message);
    Outgoing.Piece piece;
    try {
      piece = sending.add(connection, encoded);
    } catch (Throwable failed) {
      // A part of it may be queued: another message would continue it.
      end("a message could not be queued", now);
      throw failed;
    }
    if (sending.isOverfull()) {
      end("the other node takes no messages", now);
    }
    return piece;
  }

  /**
   * Makes the bytes of a frame which the transport takes now.
   *
   * @param outgoing a frame that was to be transmitted
   * @param now the time
   * @return the bytes; null if they are not wanted any more
   */
  public byte @Nullable [] take(Outgoing outgoing, long now) {
    if (outgoing.connection != connection) {
      return null;
    }
    var ends = new Frame.Ends(life, otherLife, epoch, otherEpoch);
    return switch (outgoing) {
      case Outgoing.Greeting _ -> {
        greetingQueued = false;
        yield new Frame.Hello(ends, established, limits.messageBytes()).encode();
      }
      case Outgoing.Acknowledgement _ -> {
        var received = new Frame.Received(ends, receiving.received(), gapFound, answerWanted);
        acknowledgementQueued = false;
        gapFound = false;
        answerWanted = false;
        receiving.acknowledged();
        yield received.encode();
      }
      case Outgoing.Piece piece -> {
        byte[] bytes = piece.bytes;
        if (bytes == null) {
          yield null;
        }
        sending.handedOver(piece, now);
        receiving.acknowledged();
        yield new Frame.Data(ends, piece.sequence, receiving.received(), piece.more, bytes)
            .encode();
      }
    };
  }

  // ---------------------------------------------------------------- time

  /**
   * Sets whether something is awaited from the other node, so that its silence matters.
   *
   * @param something whether a call is open, or a stream
   * @param now the time
   */
  public void awaiting(boolean something, long now) {
    if (something && !isSilenceNoticed()) {
      listen(now);
    }
    awaiting = something;
  }

  private boolean isSilenceNoticed() {
    return awaiting || !sending.isEmpty();
  }

  /** Counts the silence from now on. */
  private void listen(long now) {
    heardAt = now;
    askedAt = now;
  }

  /** {@return when {@link #onTime} is to be called; {@code Long.MAX_VALUE} for never} */
  public long due() {
    if (!established) {
      return greetAt;
    }
    long acknowledgeAt = acknowledgementQueued ? Long.MAX_VALUE : receiving.acknowledgeAt();
    return Math.min(Math.min(sending.resendAt(), acknowledgeAt), silenceAt());
  }

  private long silenceAt() {
    if (!isSilenceNoticed()) {
      return Long.MAX_VALUE;
    }
    return Math.min(
        heardAt + limits.patienceNanos(), Math.max(heardAt, askedAt) + limits.patienceNanos() / 3);
  }

  /**
   * Does what is due. May be called at any time.
   *
   * @param now the time
   */
  public void onTime(long now) {
    long due = due();
    if (due > now) {
      return;
    }
    if (!established) {
      greet(now);
      return;
    }
    if (now - due > LATE_NANOS) {
      // This process was stopped: the silence was its own.
      heardAt = Math.min(now, heardAt + (now - due));
    }
    if (receiving.acknowledgeAt() <= now) {
      acknowledge(false, false);
    }
    if (sending.resendAt() <= now) {
      sending.resend(now);
    }
    if (silenceAt() <= now) {
      onSilence(now);
    }
  }

  private void onSilence(long now) {
    if (heardAt + limits.patienceNanos() <= now) {
      end("the other node has been silent for too long", now);
    } else {
      askedAt = now;
      acknowledge(false, true);
    }
  }
}
