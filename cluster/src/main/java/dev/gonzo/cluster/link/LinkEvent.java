package dev.gonzo.cluster.link;

/** What a {@link Link} asks for, and what happens to it. */
public sealed interface LinkEvent {
  /**
   * Pass a frame to the transport: when it has room, send what {@link Link#take} returns.
   *
   * @param outgoing the frame
   */
  record Transmit(Outgoing outgoing) implements LinkEvent {}

  /** Both nodes know each other's epoch: messages can be sent. */
  record Established() implements LinkEvent {}

  /**
   * The connection has ended, and everything that belongs to it. A new one begins.
   *
   * @param why the reason
   */
  record Ended(String why) implements LinkEvent {}

  /**
   * A message has arrived.
   *
   * @param message the message
   */
  record Arrived(Message message) implements LinkEvent {}

  /** Senders that wait for room may go on. */
  record Room() implements LinkEvent {}
}
