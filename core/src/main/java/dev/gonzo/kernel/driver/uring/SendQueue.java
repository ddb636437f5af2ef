package dev.gonzo.kernel.driver.uring;

import dev.gonzo.kernel.driver.linux.Ring;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The sends that the next entry of the ring submits, all of them in one system call. Kernel thread
 * only, except for {@link #underWay}.
 *
 * <p>While other tasks have turns after the sender's, the ring is entered soon anyway, and a send
 * costs no system call of its own. If no other task is ready and nothing is to be submitted, a
 * plain call is made: the bytes should not wait for whatever the task does next.
 */
final class SendQueue {
  /** How many bytes of one connection are copied. Also the most that a connection keeps here. */
  static final int MOST_BYTES = 16 * 1024;

  /** How many sends wait for an entry; more are submitted at once, so that no peer waits long. */
  private static final int MOST_QUEUED = 32;

  /** How many connections may have memory: 16 MiB in all. */
  private static final int MOST_MEMORY = 1024;

  /** How long a peer may take for the last bytes after its connection was closed here. */
  static final long PATIENCE_NANOS = 10_000_000_000L;

  private static final long NONE_LEFT = -1;

  private final Ring ring;
  private final Requests requests;
  private final List<Sending> queued = new ArrayList<>(MOST_QUEUED);
  // Not left to the garbage collector: Linux may still read it when it is unreachable here.
  private final Arena arena = Arena.ofShared();
  private final ArrayDeque<MemorySegment> unused = new ArrayDeque<>(MOST_MEMORY); // never grows
  private final ArrayDeque<Left> left = new ArrayDeque<>();
  private int made;
  private boolean open = !Ring.isEntryHeldUpByBlocks();
  private final AtomicInteger underWay = new AtomicInteger();

  SendQueue(Ring ring, Requests requests) {
    this.ring = ring;
    this.requests = requests;
  }

  /** How many sends are queued or submitted and have not ended. Any thread. */
  int underWay() {
    return underWay.get();
  }

  /** Refuses further sends, which are then made by plain calls. */
  void refuse() {
    open = false;
  }

  /** Whether the ring is to be entered anyway, for requests of this turn or an earlier one. */
  boolean isEntrySoon() {
    return !queued.isEmpty() || ring.unsubmitted() > 0;
  }

  /** Takes memory for a send; null if there is none, or if sends are refused. */
  @Nullable MemorySegment memory() {
    if (!open) {
      return null;
    }
    if (!unused.isEmpty()) {
      return unused.pop();
    }
    if (made == MOST_MEMORY) {
      return null;
    }
    try {
      MemorySegment memory = arena.allocate(MOST_BYTES);
      made++;
      return memory;
    } catch (OutOfMemoryError none) {
      refuse(); // plain calls need no memory
      return null;
    }
  }

  /** Queues a send, whose memory is filled. */
  void add(Sending sending) {
    queued.add(sending);
    count(1);
    if (queued.size() >= MOST_QUEUED) {
      try {
        submit();
      } catch (OutOfMemoryError full) {
        // The next poll submits them.
      }
    }
  }

  /** Writes the queued sends into the ring, the oldest first. */
  void write() {
    int begun = 0;
    try {
      while (begun < queued.size()) {
        requests.begin(queued.get(begun));
        begun++;
      }
    } finally {
      queued.subList(0, begun).clear(); // without memory the others stay queued
    }
  }

  /** Submits the queued sends now. */
  void submit() {
    if (!queued.isEmpty()) {
      write();
      ring.submit();
    }
  }

  /** Takes the memory of a send back, which has ended. */
  void ended(MemorySegment memory) {
    unused.push(memory);
    count(-1);
  }

  /** A send of a closed socket, and when its peer has had time enough to take the bytes. */
  private record Left(Sending sending, long untilNanos) {}

  /** Notes the send of a socket that was closed before Linux had sent its bytes. */
  void leave(Sending sending) {
    left.add(new Left(sending, System.nanoTime() + PATIENCE_NANOS));
  }

  /**
   * Cancels the sends of closed sockets whose peers take nothing: each keeps its connection open.
   *
   * @return how long until the next of them, in nanoseconds; -1 if there is none
   */
  long cancelLeft() {
    while (!left.isEmpty()) {
      Left oldest = left.element();
      long patience = oldest.untilNanos - System.nanoTime();
      if (oldest.sending.isLeft()) {
        if (patience > 0) {
          return patience;
        }
        requests.cancel(oldest.sending);
      }
      left.remove();
    }
    return NONE_LEFT;
  }

  private void count(int change) {
    underWay.lazySet(underWay.getPlain() + change); // without a fence: one thread writes it
  }

  /** Frees the memory, which no request may use any more. Idempotent. */
  void close() {
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }
}
