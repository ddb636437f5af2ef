package dev.gonzo.cluster.link;

/** What crosses the network: a greeting, a piece of a message, or an acknowledgement. */
sealed interface Frame {
  /** The version of the protocol. Nodes of another version are greeted in vain. */
  int VERSION = 1;

  /** How many bytes of a {@link Data} frame are not the piece. */
  int OVERHEAD = 2 + 32 + 17;

  /**
   * The two lives, and the connection between them. What belongs to an earlier connection differs
   * in one of the four numbers.
   *
   * @param from the sender's incarnation
   * @param to the receiver's incarnation
   * @param fromEpoch the sender's epoch
   * @param toEpoch the receiver's epoch as the sender knows it, or 0
   */
  record Ends(long from, long to, long fromEpoch, long toEpoch) {}

  Ends ends();

  /**
   * Says which epoch the sender is in, whether it considers the link established, and the length of
   * the longest message that it takes.
   */
  record Hello(Ends ends, boolean established, int mostBytes) implements Frame {}

  /** A piece of a message. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Data(Ends ends, long sequence, long received, boolean more, byte[] piece)
      implements Frame {}

  /**
   * Says what has been received; that what follows it is missing; and whether the receiver of this
   * frame has to answer.
   */
  record Received(Ends ends, long received, boolean gap, boolean answer) implements Frame {}

  /** {@return the frame as bytes} */
  default byte[] encode() {
    var out = new MessageWriter();
    int kind =
        switch (this) {
          case Hello _ -> 1;
          case Data _ -> 2;
          case Received _ -> 3;
        };
    Ends ends = ends();
    out.small(VERSION).small(kind).number(ends.from).number(ends.to);
    out.number(ends.fromEpoch).number(ends.toEpoch);
    switch (this) {
      case Hello(_, boolean established, int mostBytes) -> out.flag(established).count(mostBytes);
      case Data(_, long sequence, long received, boolean more, byte[] piece) ->
          out.number(sequence).number(received).flag(more).rest(piece);
      case Received(_, long received, boolean gap, boolean answer) ->
          out.number(received).flag(gap).flag(answer);
    }
    return out.toBytes();
  }

  static Frame decode(byte[] bytes) throws MalformedMessageException {
    var in = new MessageReader(bytes);
    int version = in.small();
    if (version != VERSION) {
      throw new MalformedMessageException(
          "the other node speaks version " + version + " of the protocol, this one " + VERSION);
    }
    int kind = in.small();
    var ends = new Ends(in.number(), in.number(), in.number(), in.number());
    Frame frame =
        switch (kind) {
          case 1 -> new Hello(ends, in.flag(), in.count());
          case 2 -> new Data(ends, in.number(), in.number(), in.flag(), in.rest());
          case 3 -> new Received(ends, in.number(), in.flag(), in.flag());
          default -> throw new MalformedMessageException("there is no frame of kind " + kind);
        };
    in.end();
    return frame;
  }
}
