package dev.gonzo.cluster;

import dev.gonzo.Async;
import dev.gonzo.Suspension;
import dev.gonzo.cluster.link.ReceiveStream;
import dev.gonzo.codec.Codec;
import dev.gonzo.codec.DamagedValueException;
import dev.gonzo.queue.ClosedException;
import dev.gonzo.queue.DrainedException;
import dev.gonzo.queue.Queue;
import dev.gonzo.report.Log;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Receives the items that other nodes send to a channel of this node: see {@link Cluster#receive}.
 * Items of one sender come in the order in which it has sent them; each sender may be as many items
 * ahead as the channel has credits.
 *
 * <p>For the tasks of the kernel in which the cluster was joined.
 *
 * @param <T> the type of the items
 */
public final class ChannelReceiver<T> implements Iterable<T>, AutoCloseable {
  /** An item that has arrived, and where its credit goes. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Entry(PeerStreams from, long number, ReceiveStream stream, byte[] item) {}

  private static final int MOST_ENTRIES = 1_000_000;

  private final LocalNode node;
  private final String channel;
  private final Codec<T> codec;
  private final int credits;
  private final Queue<Entry> entries = Queue.unbounded();

  ChannelReceiver(LocalNode node, String channel, Codec<T> codec, int credits) {
    this.node = node;
    this.channel = channel;
    this.codec = codec;
    this.credits = credits;
  }

  String shape() {
    return codec.toString();
  }

  int credits() {
    return credits;
  }

  /** Adds an item. Returns false if there are too many, of streams that were opened and closed. */
  boolean add(Entry entry) {
    return entries.isClosed() || (entries.size() < MOST_ENTRIES && entries.tryPut(entry));
  }

  /** This node has left: what has arrived can still be received. */
  void end() {
    entries.close();
  }

  /**
   * Receives an item. Waits while there is none.
   *
   * <p>Suspends; a checkpoint. If it is cancelled, it has taken no item.
   *
   * @return the item
   * @throws ClosedException if this receiver is closed
   * @throws DrainedException if the cluster is closed, and the last item was received
   */
  @Async
  public T receive() {
    while (true) {
      Entry entry = entries.get();
      entry.from.taken(entry.number, entry.stream);
      String why = "it has sent null";
      try {
        T item = codec.decode(entry.item);
        if (item != null) {
          return item;
        }
      } catch (DamagedValueException damaged) {
        why = "it has sent an item that is damaged: " + damaged.getMessage();
      }
      Log.warn("the channel " + channel + " takes no more of a sender: " + why);
      entry.from.close(entry.number, why);
    }
  }

  /**
   * Returns an iterator that receives items until this receiver or the cluster is closed. Its
   * methods suspend; each {@code hasNext()} that has no item yet is a checkpoint.
   *
   * @return an iterator for one task; of several, each item goes to one of them
   */
  @Override
  public Iterator<T> iterator() {
    return new Iterator<>() {
      private @Nullable T next;

      @Override
      public boolean hasNext() {
        try {
          next = next == null ? receive() : next;
          return true;
        } catch (ClosedException | DrainedException ended) {
          return false;
        }
      }

      @Override
      public T next() {
        T item = hasNext() ? next : null;
        if (item == null) {
          throw new NoSuchElementException("the channel " + channel + " has ended");
        }
        next = null;
        return item;
      }
    };
  }

  /**
   * Takes no more: items that were not received are dropped, and senders get a {@link
   * dev.gonzo.queue.BrokenException}. Never suspends; a second call does nothing.
   */
  @Async(Suspension.NEVER)
  @Override
  public void close() {
    if (node.closed(channel, this)) {
      entries.discard();
    }
  }

  @Override
  public String toString() {
    return "ChannelReceiver[" + channel + "]";
  }
}
