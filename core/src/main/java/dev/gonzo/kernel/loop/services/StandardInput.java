package dev.gonzo.kernel.loop.services;

import dev.gonzo.BusyException;
import dev.gonzo.kernel.loop.LoopKernel;
import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.kernel.loop.StandardInputAnswers;
import dev.gonzo.kernel.loop.Suspended;
import dev.gonzo.kernel.loop.WakeQueue;
import dev.gonzo.trap.EnvironmentTrap.ReadStandardInput;
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

  // Created by the first read, and the thread is started by it. Guarded by the class.
  private static @Nullable StandardInput input;
  private static @Nullable Thread thread;

  private final InputStream stream = new FileInputStream(FileDescriptor.in);
  private final Queue<Request> requests = new ConcurrentLinkedQueue<>();
  // The fields below are used by the thread only.
  private final byte[] piece = new byte[PIECE];
  private int start;
  private int end;
  private @Nullable IOException failure;
  private boolean outOfMemory;

  private enum State {
    WAITING,
    ANSWERED,
    WITHDRAWN
  }

  /** A read. Delivers itself in the kernel, so that the thread needs no memory. */
  private static final class Request extends WakeQueue.Action implements Suspended {
    private final Reader reader;
    private final LoopTask<?> task;
    private final ReadStandardInput asked;
    private final byte[] bytes;
    private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
    // Set before it is posted.
    private int count;
    private @Nullable IOException failure;
    private boolean outOfMemory;

    Request(Reader reader, LoopTask<?> task, ReadStandardInput asked) {
      this.reader = reader;
      this.task = task;
      this.asked = asked;
      this.bytes = new byte[Math.min(asked.length(), PIECE)];
    }

    @Override
    public boolean undo() {
      boolean withdrawn = settle(State.WITHDRAWN);
      if (withdrawn) {
        reader.waiting = null;
      }
      return withdrawn;
    }

    private boolean settle(State how) {
      return state.compareAndSet(State.WAITING, how);
    }

    boolean isWanted() {
      return state.get() == State.WAITING;
    }

    /** Delivers the bytes, when it can no longer be withdrawn. */
    @Override
    protected void run() {
      reader.waiting = null;
      if (failure != null) {
        task.raise(failure);
      } else if (outOfMemory) {
        task.raise(new IOException("there is no memory for it; give the program a larger heap"));
      } else {
        System.arraycopy(bytes, 0, asked.buffer(), asked.offset(), Math.max(0, count));
        task.resume(count);
      }
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
    public @Nullable Object answer(LoopTask<?> task, ReadStandardInput asked) throws Exception {
      if (waiting != null) {
        throw new BusyException(
            waiting.task.name() + " reads the standard input already: only one task at a time may");
      }
      var request = new Request(this, task, asked);
      // From the loop's own stack, when the task is suspended at its trap.
      kernel.post(() -> submit(request));
      waiting = request; // only now: there may have been no memory
      try {
        return task.suspend(asked, request);
      } catch (IOException failure) {
        // Created here, so that it shows the code that reads and not the thread.
        throw new IOException("cannot read the standard input: " + failure.getMessage(), failure);
      }
    }

    private void submit(Request request) {
      try {
        StandardInput.add(request);
      } catch (OutOfMemoryError refused) {
        var failure =
            new IOException("there is no thread for it (" + refused.getMessage() + ')', refused);
        if (request.settle(State.ANSWERED)) {
          waiting = null;
          request.task.raise(failure);
        }
      }
    }
  }

  /** Adds a read, and starts the thread if it has not started. */
  private static synchronized void add(Request request) {
    if (input == null) {
      input = new StandardInput();
    }
    if (thread == null) {
      thread = Thread.ofPlatform().daemon().name("gonzo-standard-input").start(input);
    }
    input.requests.add(request);
    LockSupport.unpark(thread);
  }

  @Override
  public void run() {
    while (true) {
      Request request = requests.peek();
      if (request == null) {
        LockSupport.park(this);
      } else if (!request.isWanted()) {
        requests.remove();
      } else if (start == end && failure == null && !outOfMemory) {
        read();
      } else if (request.settle(State.ANSWERED)) {
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
    } catch (OutOfMemoryError full) {
      outOfMemory = true;
      end = 0;
    }
  }

  private void answer(Request request) {
    request.failure = failure;
    failure = null;
    request.outOfMemory = outOfMemory;
    outOfMemory = false;
    request.count = end < 0 ? -1 : Math.min(request.bytes.length, end - start);
    int count = Math.max(0, request.count);
    System.arraycopy(piece, start, request.bytes, 0, count);
    start += count;
    if (end < 0) {
      end = 0; // the end is reported once: a terminal can go on
    }
    request.reader.kernel.post(request);
  }
}
