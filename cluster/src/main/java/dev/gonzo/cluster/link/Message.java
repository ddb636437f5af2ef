package dev.gonzo.cluster.link;

/** What two nodes say to each other over a {@link Link}. */
public sealed interface Message {
  /** The most bytes of a name: of a function, a channel, a singleton. */
  int MOST_NAME = 400;

  /** A deadline of a call that has none. */
  long NO_DEADLINE = Long.MAX_VALUE;

  /**
   * Start a function.
   *
   * @param id the number of the call, higher than those before it
   * @param function the name of the function
   * @param argument the encoded argument
   * @param remainingNanos the time that the caller's deadline leaves, or {@link #NO_DEADLINE}
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Spawn(long id, String function, byte[] argument, long remainingNanos) implements Message {}

  /**
   * Cancel a call.
   *
   * @param id its number
   * @param reason why
   */
  record Cancel(long id, String reason) implements Message {
    /** Shortens the reason. */
    public Cancel {
      reason = ShortText.of(reason);
    }
  }

  /**
   * A call has ended.
   *
   * @param id its number
   * @param reply how
   */
  record Done(long id, Reply reply) implements Message {}

  /** The sender starts no more calls, and leaves when those that run have ended. */
  record Leaving() implements Message {}

  /**
   * Send to a channel.
   *
   * @param stream the number of this sender's stream
   * @param channel the name of the channel
   * @param shape the fingerprint of the item type
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Open(long stream, String channel, byte[] shape) implements Message {}

  /**
   * The receiver takes a stream.
   *
   * @param stream the stream
   * @param credits how many items may be on their way
   */
  record Opened(long stream, int credits) implements Message {}

  /**
   * An item of a stream.
   *
   * @param stream the stream
   * @param item the encoded item
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Item(long stream, byte[] item) implements Message {}

  /**
   * Items were taken, so more may be sent.
   *
   * @param stream the stream
   * @param count how many more
   */
  record Credit(long stream, int count) implements Message {}

  /**
   * The sender has closed its stream.
   *
   * @param stream the stream
   */
  record End(long stream) implements Message {}

  /**
   * The receiver takes no more of a stream, or does not take it at all.
   *
   * @param stream the stream
   * @param reason why
   */
  record Closed(long stream, String reason) implements Message {
    /** Shortens the reason. */
    public Closed {
      reason = ShortText.of(reason);
    }
  }

  /** What a node says that it has. */
  enum Subject {
    /** A name in the registry. */
    NAME,
    /** A function that it serves. */
    FUNCTION,
    /** A singleton that it would run. */
    SINGLETON
  }

  /**
   * The sender has something, or has it no more.
   *
   * @param subject what kind of thing
   * @param name its name
   * @param present whether it has it
   */
  record Announce(Subject subject, String name, boolean present) implements Message {}

  /**
   * Promise to accept no lower token.
   *
   * @param request the number of the request
   * @param singleton the name of the singleton
   * @param token the token
   */
  record Ask(long request, String singleton, long token) implements Message {}

  /**
   * The answer to a request for a promise.
   *
   * @param request the number of the request
   * @param granted whether it is promised
   * @param highest the highest token that was promised so far
   */
  record Promise(long request, boolean granted, long highest) implements Message {}
}
