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
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
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
  // By the names of the nodes, so that a node that comes again has no fresh one.
  private final Map<String, Backlog> backlogs = new TreeMap<>();

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

  private Backlog backlog(String from) {
    return backlogs.computeIfAbsent(from, _ -> new Backlog(credits, node.options().mostBytes()));
  }

  /** Whether it takes another stream of a node now; if not, the stream is asked for later. */
  boolean takesStream(String from) {
    return backlog(from).open();
  }

  /** A stream that was taken has ended; its items that were not received are still here. */
  void streamEnded(String from, ReceiveStream stream) {
    backlog(from).ended(stream);
    takeMore(from);
  }

  /** Whether an item of a node may be added. */
  boolean hasRoom(String from, int length) {
    return entries.size() < MOST_ENTRIES && backlog(from).hasRoom(length);
  }

  void add(Entry entry) {
    if (entries.tryPut(entry)) {
      backlog(entry.from.nodeName()).arrived(entry.item.length);
    }
  }

  private void taken(Entry entry) {
    String from = entry.from.nodeName();
    entry.from.taken(entry.number, entry.stream);
    backlog(from).taken(entry.item.length, entry.stream.isEnded());
    takeMore(from);
  }

  private void takeMore(String from) {
    Backlog backlog = backlog(from);
    if (backlog.takeTurnedAway() && node.receiver(channel) == this) {
      node.everyone().forEach(peer -> peer.streams().opened(channel, this));
    }
    if (backlog.isEmpty()) {
      backlogs.remove(from);
    }
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
      taken(entry);
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
