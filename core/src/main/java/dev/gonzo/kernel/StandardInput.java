package dev.gonzo.kernel;

import dev.gonzo.BusyException;
import dev.gonzo.trap.ReadStandardInput;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The standard input of this JVM, read by a daemon thread, for drivers that cannot wait for it. The
 * thread reads one piece when a task requests bytes and none are left. If that task is cancelled
 * before the piece arrives, the piece is kept for the next request, in this kernel or another.
 */
final class StandardInput implements Runnable {
  private static final int PIECE = 1 << 16;

  // Initialised, and the thread started, by the first read.
  private static final class Only {
    static final StandardInput INPUT = new StandardInput();
    static final Thread THREAD =
        Thread.ofPlatform().daemon().name("gonzo-standard-input").start(INPUT);
  }

  private final InputStream stream = new FileInputStream(FileDescriptor.in);
  private final Queue<Request> requests = new ConcurrentLinkedQueue<>();
  // The fields below are used by the thread only.
  private final byte[] piece = new byte[PIECE];
  private int start;
  private int end;
  private @Nullable IOException failure;

  private enum State {
    WAITING,
    ANSWERED,
    WITHDRAWN
  }

  private static final class Request implements Suspended {
    private final Reader reader;
    private final LoopTask<?> task;
    private final ReadStandardInput asked;
    private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);

    Request(Reader reader, LoopTask<?> task, ReadStandardInput asked) {
      this.reader = reader;
      this.task = task;
      this.asked = asked;
    }

    @Override
    public boolean undo() {
      boolean withdrawn = state.compareAndSet(State.WAITING, State.WITHDRAWN);
      if (withdrawn) {
        reader.waiting = null;
      }
      return withdrawn;
    }

    boolean isWanted() {
      return state.get() == State.WAITING;
    }
  }

  /** The requests of one kernel. Used by the kernel's thread only. */
  static final class Reader implements StandardInputAnswers {
    private final LoopKernel kernel;
    private @Nullable Request waiting;

    Reader(LoopKernel kernel) {
      this.kernel = kernel;
    }

    @Override
    public Object answer(LoopTask<?> task, ReadStandardInput asked) {
      if (waiting != null) {
        throw new BusyException(
            waiting.task.name() + " reads the standard input already: only one task at a time may");
      }
      var request = new Request(this, task, asked);
      waiting = request;
      // From the loop's own stack, when the task is suspended at its trap.
      kernel.post(() -> {
        Only.INPUT.requests.add(request);
        LockSupport.unpark(Only.THREAD);
      });
      return request;
    }

    /** Delivers bytes for a request that can no longer be withdrawn. Called in the thread. */
    private void deliver(Request request, byte[] bytes, int count, @Nullable IOException failure) {
      kernel.post(() -> {
        waiting = null;
        if (failure != null) {
          request.task.raise(failure);
        } else {
          System.arraycopy(bytes, 0, request.asked.buffer(), request.asked.offset(), bytes.length);
          request.task.resume(count);
        }
      });
    }
  }

  @Override
  public void run() {
    while (true) {
      Request request = requests.peek();
      if (request == null) {
        LockSupport.park(this);
      } else if (!request.isWanted()) {
        requests.remove();
      } else if (start == end && failure == null) {
        read();
      } else if (request.state.compareAndSet(State.WAITING, State.ANSWERED)) {
        requests.remove();
        answer(request);
      }
    }
  }

  private void read() {
    start = 0;
    try {
      end = stream.read(piece);
    } catch (IOException fault) {
      failure = fault;
      end = 0;
    }
  }

  private void answer(Request request) {
    IOException fault = failure;
    failure = null;
    int count = end < 0 ? -1 : Math.min(request.asked.length(), end - start);
    var bytes = new byte[Math.max(0, count)];
    System.arraycopy(piece, start, bytes, 0, bytes.length);
    start += bytes.length;
    if (end < 0) {
      end = 0; // the end is reported once: a terminal can go on
    }
    request.reader.deliver(request, bytes, count, fault);
  }
}
