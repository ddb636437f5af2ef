package dev.gonzo.cluster.link;

import org.jspecify.annotations.Nullable;

/** A frame on its way to the transport. Its bytes are made when the transport takes it. */
public abstract sealed class Outgoing {
  /** Of which connection it is: what belongs to an ended one is not sent. */
  final int connection;

  private Outgoing(int connection) {
    this.connection = connection;
  }

  /** A greeting. */
  static final class Greeting extends Outgoing {
    Greeting(int connection) {
      super(connection);
    }
  }

  /** An acknowledgement. */
  static final class Acknowledgement extends Outgoing {
    Acknowledgement(int connection) {
      super(connection);
    }
  }

  /** A piece of a message, which is kept until it is acknowledged. */
  public static final class Piece extends Outgoing {
    final long sequence;
    final boolean more;
    byte @Nullable [] bytes;
    boolean queued = true;
    private boolean handedOver;

    Piece(int connection, long sequence, boolean more, byte[] bytes) {
      super(connection);
      this.sequence = sequence;
      this.more = more;
      this.bytes = bytes;
    }

    void handOver() {
      queued = false;
      handedOver = true;
    }

    /** {@return whether the transport has taken it, so that it may arrive} */
    public boolean isHandedOver() {
      return handedOver;
    }
  }
}
