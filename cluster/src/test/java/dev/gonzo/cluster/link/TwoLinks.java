package dev.gonzo.cluster.link;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;

/** Two links that face each other, and the frames between them, which the test moves by hand. */
final class TwoLinks {
  static final long SECOND = 1_000_000_000L;

  /** One end. */
  final class End {
    final long life;
    Link link;

    /**
     * What has happened, as text; and the messages that have arrived, of the current connection.
     */
    final List<String> log = new ArrayList<>();

    final List<Message> arrived = new ArrayList<>();
    final Deque<byte[]> toSend = new ArrayDeque<>();
    long epoch;

    End(long life) {
      this.life = life;
    }

    void begin(long other) {
      link = new Link(life, other, limits, () -> ++epoch, now);
      pump();
    }

    void pump() {
      for (LinkEvent event = link.poll(); event != null; event = link.poll()) {
        switch (event) {
          case LinkEvent.Transmit(Outgoing outgoing) -> {
            byte[] frame = link.take(outgoing, now);
            if (frame != null) {
              toSend.add(frame);
            }
          }
          case LinkEvent.Established() -> log.add("established");
          case LinkEvent.Ended(String why) -> log.add("ended: " + why);
          case LinkEvent.Arrived(Message message) -> arrived.add(message);
          case LinkEvent.Room() -> log.add("room");
        }
      }
    }

    void receive(byte[] frame) {
      link.onFrame(frame, now);
      pump();
    }

    Outgoing.Piece send(Message message) {
      Outgoing.Piece piece = link.send(message, now);
      pump();
      return piece;
    }

    void onTime() {
      link.onTime(now);
      pump();
    }

    byte[] next() {
      return Objects.requireNonNull(toSend.poll(), "nothing is sent");
    }
  }

  final LinkLimits limits;
  long now = 1000 * SECOND;
  final End a = new End(71);
  final End b = new End(72);

  TwoLinks() {
    this(new LinkLimits(1024, 20_000, 10_000, 30 * SECOND));
  }

  TwoLinks(LinkLimits limits) {
    this.limits = limits;
    a.begin(b.life);
    b.begin(a.life);
  }

  /** Delivers everything, until nothing is left. */
  void settle() {
    while (!a.toSend.isEmpty() || !b.toSend.isEmpty()) {
      if (!a.toSend.isEmpty()) {
        b.receive(a.next());
      }
      if (!b.toSend.isEmpty()) {
        a.receive(b.next());
      }
    }
  }

  void pass(long nanos) {
    now += nanos;
    a.onTime();
    b.onTime();
  }
}
