package dev.gonzo.cluster;

import dev.gonzo.Async;
import dev.gonzo.Gonzo;
import dev.gonzo.Suspension;
import dev.gonzo.cluster.link.Message;
import dev.gonzo.cluster.link.SendStream;
import dev.gonzo.codec.Codec;
import dev.gonzo.queue.BrokenException;
import dev.gonzo.queue.ClosedException;
import dev.gonzo.sync.Event;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Sends items to a channel that another node receives: see {@link Cluster#channel}. Items arrive in
 * the order in which they were sent, each at most once. The receiver grants credits: a sender waits
 * while as many items are on their way as it has credits.
 *
 * <p>For the tasks of the kernel in which the cluster was joined.
 *
 * @param <T> the type of the items
 */
public final class ChannelSender<T> implements AutoCloseable {
  private final Peer peer;
  private final String channel;
  private final Codec<T> codec;
  private final long number;
  private final SendStream stream = new SendStream();
  private Event change = Event.of();

  ChannelSender(Peer peer, String channel, Codec<T> codec, long number) {
    this.peer = peer;
    this.channel = channel;
    this.codec = codec;
    this.number = number;
  }

  /** Asks the other node to take the stream, and waits until it does. */
  void open() {
    peer.streams().add(number, this, channel, codec.toString());
    try {
      while (!stream.isOpen()) {
        requireLive();
        change.await();
      }
    } catch (Throwable failed) {
      close();
      throw failed;
    }
  }

  void update(Consumer<SendStream> happened) {
    happened.accept(stream);
    Event previous = change;
    change = Event.of();
    previous.set();
  }

  /**
   * Sends an item. Waits while there is no credit.
   *
   * <p>Suspends; a checkpoint. If it is cancelled, the item was not sent, and no credit is used.
   *
   * @param item the item
   * @throws BrokenException if the receiver has closed the channel
   * @throws ClosedException if this sender is closed
   * @throws NodeLostException if the node was lost; items that were sent may not have arrived
   * @throws IllegalArgumentException if the encoded item is longer than one of the two nodes
   *     allows: see {@link ClusterOptions#withMostBytes}
   * @throws dev.gonzo.codec.TooLargeException if it is too long for its codec
   */
  @Async
  public void send(T item) {
    byte[] encoded = codec.encode(Objects.requireNonNull(item));
    Gonzo.checkpoint();
    requireLive();
    peer.requireShort("an item", encoded);
    while (!stream.hasCredit() || !peer.hasRoom()) {
      if (stream.hasCredit()) {
        peer.awaitChange();
      } else {
        change.await();
      }
      requireLive();
    }
    stream.sent();
    peer.send(new Message.Item(number, encoded));
  }

  private void requireLive() {
    if (stream.isClosed()) {
      throw new ClosedException("this sender to the channel " + channel + " was closed by close()");
    }
    String ended = stream.endedBecause();
    if (ended != null && stream.isLost()) {
      throw NodeLostException.inChannel(peer.id().name(), channel, ended);
    }
    if (ended != null) {
      throw new BrokenException(
          "node " + peer.id().name() + " takes no more of the channel " + channel + ": " + ended);
    }
  }

  /**
   * Ends this sender. What it has sent still arrives, and other senders go on. Never suspends; a
   * second call does nothing.
   */
  @Async(Suspension.NEVER)
  @Override
  public void close() {
    if (stream.close()) {
      peer.streams().remove(number);
      peer.send(new Message.End(number));
      update(_ -> {});
    }
  }

  @Override
  public String toString() {
    return "ChannelSender[" + channel + " to " + peer.id().name() + "]";
  }
}
