package dev.gonzo.kernel.driver.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.gonzo.TooManyOpenFilesException;
import dev.gonzo.carrier.Carrier;
import dev.gonzo.kernel.driver.ErrorNumber;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * One io_uring instance: requests to Linux and their completions, in shared memory.
 *
 * <p>A request is written into the submission queue, and the next {@link #enter} submits it,
 * together with all others and with the wait for completions. Each request carries 64 bits of the
 * caller's, which its completion returns.
 *
 * <p>Confined to one thread at a time, like its {@link SystemCalls}; and Linux requires that always
 * the same thread enters, the first that did.
 */
public final class Ring implements AutoCloseable {
  /** For {@link #enter}: until something completes. */
  public static final long FOREVER = -1;

  /** In the flags of a completion: the request goes on, and more completions will follow. */
  public static final int IORING_CQE_F_MORE = 1 << 1;

  /** In the flags of the completion of a receive: the socket has more bytes. */
  public static final int IORING_CQE_F_SOCK_NONEMPTY = 1 << 2;

  /**
   * A smaller ring is not worth using: it would be entered for every few requests. It takes 12 KB
   * of the limit of locked memory; one with 1,024 submissions and 8,192 completions 200 KB.
   */
  private static final int LEAST_SUBMISSIONS = 32;

  private static final int IORING_OP_FSYNC = 3;
  private static final int IORING_OP_POLL_ADD = 6;
  private static final int IORING_OP_ASYNC_CANCEL = 14;
  private static final int IORING_OP_READ = 22;
  private static final int IORING_OP_WRITE = 23;
  private static final int IORING_OP_SEND = 26;
  private static final int IORING_OP_RECV = 27;

  private static final int IOSQE_BUFFER_SELECT_SHIFTED = 1 << 5 << 8;
  private static final int IORING_RECVSEND_POLL_FIRST_SHIFTED = 1 << 16;
  private static final int MSG_WAITALL = 0x100;
  private static final int MSG_NOSIGNAL = 0x4000;

  private static final int IORING_FSYNC_DATASYNC = 1;

  private static final int NO_DESCRIPTOR = -1;
  private static final int IORING_POLL_ADD_MULTI = 1;
  private static final int EPOLLET = 1 << 31;

  private static final int SQE_BYTES = 64;
  private static final int CQE_BYTES = 16;
  private static final long IORING_OFF_SQES = 0x1000_0000;

  private static final int IORING_ENTER_GETEVENTS = 1;
  private static final int IORING_ENTER_EXT_ARG = 1 << 3;
  private static final int ARGUMENT_BYTES = 24;
  private static final int LIMIT_AT = 16;
  private static final int IORING_REGISTER_ENABLE_RINGS = 12;

  private static final int IORING_SQ_CQ_OVERFLOW = 1 << 1;
  private static final int IORING_SQ_TASKRUN = 1 << 2;

  private static final long NANOS_PER_SECOND = 1_000_000_000;

  // Linux gives the memory of a closed ring back in a thread of its own, some time later: a program
  // that closes one and opens another needs the memory of both for a moment.
  private static final long MOST_NANOS_WITHOUT_MEMORY = NANOS_PER_SECOND;
  private static final long NANOS_BETWEEN_ATTEMPTS = 5_000_000;

  private static final VarHandle INT = JAVA_INT.varHandle();

  private final SystemCalls calls;
  private final RingSetup setup;
  private final Mapping shared;
  private final Mapping entries;
  private final MemorySegment rings;
  private final int submissionMask;
  private final int completionMask;
  private final MemorySegment argument;
  private final MemorySegment limit;
  private boolean enabled;
  private boolean closed;
  // The requests written, some of which may not be submitted yet.
  private int tail;
  private int head;

  private Ring(SystemCalls calls, RingSetup setup, Mapping shared, Mapping entries) {
    this.calls = calls;
    this.setup = setup;
    this.shared = shared;
    this.entries = entries;
    rings = shared.segment;
    submissionMask = setup.submissions() - 1;
    completionMask = setup.completions() - 1;
    for (int i = 0; i < setup.submissions(); i++) {
      // Linux allows requests to be submitted in another order than they were written; this class
      // does not.
      rings.set(JAVA_INT, setup.submissionOrder() + (long) i * Integer.BYTES, i);
    }
    argument = calls.memory.allocate(ARGUMENT_BYTES, Long.BYTES);
    limit = calls.memory.allocate(2L * Long.BYTES, Long.BYTES);
  }

  /**
   * Opens a ring. From its first entry on, only the thread that made it may enter.
   *
   * @param calls the system calls of the kernel
   * @param submissions how many requests can be written between two entries, 1 or more
   * @param completions how many completions there is room for; more of them wait in Linux
   * @return the ring; a smaller one if the limit of locked memory is too low
   * @throws UnsupportedOperationException if there is no io_uring here; the message says why
   * @throws TooManyOpenFilesException if the system has no descriptors left
   */
  public static Ring open(SystemCalls calls, int submissions, int completions)
      throws TooManyOpenFilesException {
    int choice = Carrier.foreignBlocksKeepTheDriver() ? RingSetup.FOR_ALL_THREADS : RingSetup.BEST;
    return open(calls, submissions, completions, choice);
  }

  /**
   * {@return whether a task that blocks holds up the kernel's thread, so that its next entry may be
   * far away}
   */
  public static boolean isEntryHeldUpByBlocks() {
    return Carrier.foreignBlocksKeepTheDriver();
  }

  static Ring open(SystemCalls calls, int submissions, int completions, int choice)
      throws TooManyOpenFilesException {
    long start = System.nanoTime();
    int requests = submissions;
    int room = completions;
    while (true) {
      try {
        return openOnce(calls, requests, room, choice);
      } catch (CallRefused refused) {
        int reason = refused.errorNumber();
        if (reason == ErrorNumber.EMFILE || reason == ErrorNumber.ENFILE) {
          throw new TooManyOpenFilesException("cannot open an io_uring");
        }
        boolean isSmallest = requests <= LEAST_SUBMISSIONS;
        boolean isLast = isSmallest && System.nanoTime() - start > MOST_NANOS_WITHOUT_MEMORY;
        if (reason != ErrorNumber.ENOMEM || isLast) {
          throw new UnsupportedOperationException(RingRefusal.of(refused), refused);
        }
        if (isSmallest) {
          LockSupport.parkNanos(NANOS_BETWEEN_ATTEMPTS);
        }
        requests = isSmallest ? submissions : requests / 2;
        room = isSmallest ? completions : room / 2;
      }
    }
  }

  private static Ring openOnce(SystemCalls calls, int submissions, int completions, int choice)
      throws CallRefused {
    var setup = RingSetup.make(calls, submissions, completions, choice);
    Mapping shared = null;
    try {
      long bytes =
          Math.max(
              setup.completionEntries() + (long) setup.completions() * CQE_BYTES,
              setup.submissionOrder() + (long) setup.submissions() * Integer.BYTES);
      shared = Mapping.shared(calls, setup.descriptor, 0, bytes);
      var entries =
          Mapping.shared(
              calls, setup.descriptor, IORING_OFF_SQES, (long) setup.submissions() * SQE_BYTES);
      return new Ring(calls, setup, shared, entries);
    } catch (CallRefused refused) {
      if (shared != null) {
        shared.close();
      }
      int _ = calls.close(setup.descriptor);
      throw refused;
    }
  }

  // ---------------------------------------------------------------- requests

  /**
   * Requests one completion when a descriptor becomes ready.
   *
   * @param descriptor the descriptor
   * @param events the events, as constants of {@link Epoll}
   * @param data the number that the completion returns
   * @return false if there is no room now
   */
  public boolean poll(int descriptor, int events, long data) {
    return put(IORING_OP_POLL_ADD, descriptor, 0, 0, 0, events, data);
  }

  /**
   * Requests a completion each time that a descriptor becomes readable.
   *
   * @param descriptor the descriptor
   * @param data the number that the completions return
   * @return false if there is no room now
   */
  public boolean pollAgainAndAgain(int descriptor, long data) {
    int events = Epoll.EPOLLIN | EPOLLET;
    return put(IORING_OP_POLL_ADD, descriptor, 0, 0, IORING_POLL_ADD_MULTI, events, data);
  }

  /**
   * Requests the cancellation of a request. That one still completes: as cancelled, or normally if
   * this came too late.
   *
   * @param request the number of the request to cancel
   * @param data the number that the completion of this request returns
   * @return false if there is no room now
   */
  public boolean cancel(long request, long data) {
    return put(IORING_OP_ASYNC_CANCEL, NO_DESCRIPTOR, 0, request, 0, 0, data);
  }

  /**
   * Requests a read of a file.
   *
   * @param descriptor the file
   * @param target where the bytes go; must stay allocated until this completes
   * @param length how many bytes at most
   * @param position the position of the first byte
   * @param data the number that the completion returns
   * @return false if there is no room now
   */
  public boolean read(int descriptor, MemorySegment target, int length, long position, long data) {
    return put(IORING_OP_READ, descriptor, position, target.address(), length, 0, data);
  }

  /**
   * Requests a write to a file.
   *
   * @param descriptor the file
   * @param source where the bytes are; must stay unchanged until this completes
   * @param length how many bytes
   * @param position the position of the first byte; -1 for the end of a file that was opened to
   *     append
   * @param data the number that the completion returns
   * @return false if there is no room now
   */
  public boolean write(int descriptor, MemorySegment source, int length, long position, long data) {
    return put(IORING_OP_WRITE, descriptor, position, source.address(), length, 0, data);
  }

  /**
   * Requests a completion when the data written is on the device.
   *
   * @param descriptor the file
   * @param metadata whether to wait also for metadata that is not needed to read the data
   * @param data the number that the completion returns
   * @return false if there is no room now
   */
  public boolean sync(int descriptor, boolean metadata, long data) {
    return put(IORING_OP_FSYNC, descriptor, 0, 0, 0, metadata ? 0 : IORING_FSYNC_DATASYNC, data);
  }

  /**
   * Requests the next bytes of a connection, once it has some. Linux then chooses one of the
   * buffers, and the flags of the completion name it.
   *
   * @param descriptor the connection
   * @param buffers the buffers, registered with this ring
   * @param data the number that the completion returns
   * @return false if there is no room now
   */
  public boolean receive(int descriptor, BufferRing buffers, long data) {
    // Asked to wait for an event first: the caller has just found that there are no bytes.
    int operation =
        IORING_OP_RECV | IOSQE_BUFFER_SELECT_SHIFTED | IORING_RECVSEND_POLL_FIRST_SHIFTED;
    return put(operation, descriptor, 0, 0, BufferRing.BYTES, 0, data, buffers.group());
  }

  /**
   * Requests that bytes are sent on a connection, all of them.
   *
   * @param descriptor the connection
   * @param source where the bytes are; must stay unchanged until this completes
   * @param length how many bytes
   * @param data the number that the completion returns; its result is less than the length only if
   *     the connection has failed
   * @return false if there is no room now
   */
  public boolean send(int descriptor, MemorySegment source, int length, long data) {
    int how = MSG_WAITALL | MSG_NOSIGNAL;
    return put(IORING_OP_SEND, descriptor, 0, source.address(), length, how, data);
  }

  /** Writes a {@code struct io_uring_sqe} as its eight 64-bit words. */
  private boolean put(
      int operation,
      int descriptor,
      long position,
      long address,
      int length,
      int detail,
      long data) {
    return put(operation, descriptor, position, address, length, detail, data, 0);
  }

  private boolean put(
      int operation,
      int descriptor,
      long position,
      long address,
      int length,
      int detail,
      long data,
      int buffers) {
    if (tail - head > submissionMask && !makeRoom()) {
      return false;
    }
    long at = (long) (tail & submissionMask) * SQE_BYTES;
    MemorySegment to = entries.segment;
    to.set(JAVA_LONG, at, operation | (long) descriptor << 32);
    to.set(JAVA_LONG, at + 8, position);
    to.set(JAVA_LONG, at + 16, address);
    to.set(JAVA_LONG, at + 24, Integer.toUnsignedLong(length) | (long) detail << 32);
    to.set(JAVA_LONG, at + 32, data);
    to.set(JAVA_LONG, at + 40, buffers);
    to.set(JAVA_LONG, at + 48, 0);
    to.set(JAVA_LONG, at + 56, 0);
    tail++;
    return true;
  }

  private boolean makeRoom() {
    return enter(0) >= 0 && tail - head <= submissionMask;
  }

  // ---------------------------------------------------------------- entering

  /**
   * Submits the requests written, lets Linux complete what it can, and waits for a completion.
   *
   * @param nanos how long at most; 0 to not wait, {@link #FOREVER} to wait without limit
   * @return zero or more, or the negated error number; a timeout and a signal are not errors
   * @throws IllegalStateException if Linux had to drop completions because it had no memory
   */
  public int enter(long nanos) {
    int flags = IORING_ENTER_GETEVENTS;
    long wanted = 0;
    long address = 0;
    if (nanos != 0) {
      wanted = 1;
      flags |= IORING_ENTER_EXT_ARG;
      address = argument.address();
      limit.set(JAVA_LONG, 0, nanos / NANOS_PER_SECOND);
      limit.set(JAVA_LONG, Long.BYTES, nanos % NANOS_PER_SECOND);
      argument.set(JAVA_LONG, LIMIT_AT, nanos < 0 ? 0 : limit.address());
    }
    int result = enter(wanted, flags, address);
    requireNoneLost();
    return switch (-result) {
      // EBUSY and EAGAIN: requests that could not be submitted stay in the queue for the next time.
      case ErrorNumber.ETIME, ErrorNumber.EINTR, ErrorNumber.EBUSY, ErrorNumber.EAGAIN -> 0;
      default -> result;
    };
  }

  /** Submits the requests written, and completes none; what is left stays for the next entry. */
  public void submit() {
    int _ = enter(0, 0, 0);
  }

  private int enter(long wanted, int flags, long address) {
    if (!enabled) {
      enable();
    }
    INT.setRelease(rings, (long) setup.submissionTail(), tail);
    int result =
        calls.waiting(
            CallNumbers.IO_URING_ENTER,
            setup.descriptor,
            tail - head,
            wanted,
            flags,
            address,
            address == 0 ? 0 : ARGUMENT_BYTES);
    head = (int) INT.getAcquire(rings, (long) setup.submissionHead());
    return result;
  }

  private void enable() {
    int result = register(IORING_REGISTER_ENABLE_RINGS, 0, 0);
    if (result < 0) {
      throw new IllegalStateException("cannot enable the ring: " + ErrorNumber.text(result));
    }
    enabled = true;
  }

  private void requireNoneLost() {
    int lost = (int) INT.getAcquire(rings, (long) setup.completionLost());
    if (lost != 0) {
      throw new IllegalStateException(
          "Linux had no memory for " + lost + " completions, and dropped them");
    }
  }

  /** Makes an io_uring_register call. */
  int register(int what, long address, int count) {
    return calls.brief(CallNumbers.IO_URING_REGISTER, setup.descriptor, what, address, count, 0);
  }

  /** {@return whether there is a reason to enter other than waiting} */
  public boolean wantsToBeEntered() {
    int flags = (int) INT.getAcquire(rings, (long) setup.submissionFlags());
    return tail != head || (flags & (IORING_SQ_CQ_OVERFLOW | IORING_SQ_TASKRUN)) != 0;
  }

  /** {@return whether there are completions for which the queue had no room} */
  public boolean isOverflown() {
    int flags = (int) INT.getAcquire(rings, (long) setup.submissionFlags());
    return (flags & IORING_SQ_CQ_OVERFLOW) != 0;
  }

  /** {@return how many requests are not yet submitted} */
  public int unsubmitted() {
    return tail - head;
  }

  // ---------------------------------------------------------------- completions

  /** {@return how many completions are available} */
  public int completed() {
    int first = (int) INT.get(rings, (long) setup.completionHead());
    return (int) INT.getAcquire(rings, (long) setup.completionTail()) - first;
  }

  /**
   * Returns the number of the request of a completion.
   *
   * @param index the index of the completion, from 0 up to {@link #completed}
   * @return the data of its request
   */
  public long data(int index) {
    return rings.get(JAVA_LONG, completion(index));
  }

  /**
   * Returns the result of a request.
   *
   * @param index the index of its completion, from 0 up to {@link #completed}
   * @return as from a system call: zero or more, or the negated error number
   */
  public int result(int index) {
    return rings.get(JAVA_INT, completion(index) + 8);
  }

  /**
   * Returns the flags of a completion.
   *
   * @param index the index of the completion, from 0 up to {@link #completed}
   * @return the flags, or'ed together
   */
  public int flags(int index) {
    return rings.get(JAVA_INT, completion(index) + 12);
  }

  /**
   * Removes completions from the queue.
   *
   * @param count how many
   */
  public void taken(int count) {
    int first = (int) INT.get(rings, (long) setup.completionHead());
    INT.setRelease(rings, (long) setup.completionHead(), first + count);
  }

  private long completion(int index) {
    int first = (int) INT.get(rings, (long) setup.completionHead());
    return setup.completionEntries() + (long) (first + index & completionMask) * CQE_BYTES;
  }

  /** Closes the ring. Linux then ends the pending requests, some time later. Idempotent. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      entries.close();
      shared.close();
      int _ = calls.close(setup.descriptor);
    }
  }
}
