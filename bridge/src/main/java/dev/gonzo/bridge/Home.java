package dev.gonzo.bridge;

import dev.gonzo.Async;
import dev.gonzo.AsyncCallable;
import dev.gonzo.AsyncRunnable;
import dev.gonzo.Cancelled;
import dev.gonzo.Coroutine;
import dev.gonzo.EntryPoint;
import dev.gonzo.Gonzo;
import dev.gonzo.KernelEndedException;
import dev.gonzo.KernelMember;
import dev.gonzo.Suspension;
import dev.gonzo.Task;
import dev.gonzo.trap.UnsupportedTrapException;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * The kernel that sockets belong to. Their operations run in its tasks: in the calling task if it
 * is one of them; for other threads and for tasks of other kernels in a new one, by an entry point
 * that is open while there are sockets.
 */
final class Home {
  // Weakly, because a library may keep a socket for longer than its kernel runs. Guarded by itself.
  private static final List<WeakReference<Home>> KNOWN = new ArrayList<>();

  private final Task<?> member;
  // Written on the kernel's thread.
  private volatile @Nullable EntryPoint door;
  // Kernel thread only.
  private int sockets;

  private Home(Task<?> member) {
    this.member = member;
  }

  /**
   * Something that a socket does in its kernel.
   *
   * @param <T> the type of its result
   */
  interface Operation<T extends @Nullable Object> {
    @Async
    T run() throws IOException;
  }

  /** Something that a socket does in its kernel, without a result. */
  interface Action {
    @Async
    void run() throws IOException;
  }

  /** The kernel of the calling task. */
  @Async(Suspension.NEVER)
  static Home ofThisKernel() {
    Task<?> task = Task.current();
    synchronized (KNOWN) {
      boolean _ = KNOWN.removeIf(known -> known.get() == null);
      for (WeakReference<Home> known : KNOWN) {
        Home home = known.get();
        if (home != null && task instanceof KernelMember same && same.isOfSameKernel(home.member)) {
          return home;
        }
      }
      var home = new Home(task);
      boolean _ = KNOWN.add(new WeakReference<>(home));
      return home;
    }
  }

  /** Counts a socket. In a task of the kernel. */
  @Async(Suspension.NEVER)
  void opened() {
    if (sockets == 0) {
      try {
        door = EntryPoint.open();
      } catch (UnsupportedTrapException noThreads) {
        door = null; // such a kernel's sockets are for its own tasks
      }
    }
    sockets++;
  }

  /** Counts a socket as closed. In a task of the kernel. */
  @Async(Suspension.NEVER)
  void closed() {
    EntryPoint open = door;
    if (--sockets == 0 && open != null) {
      door = null;
      open.close();
    }
  }

  /**
   * Runs an operation, and waits for its end. Suspends in a task, and blocks another thread.
   *
   * @throws IOException if the operation throws it, or the kernel has ended
   */
  @Async
  <T extends @Nullable Object> T run(Operation<T> operation) throws IOException {
    if (isHere()) {
      return operation.run();
    }
    EntryPoint open = door;
    if (open == null) {
      throw Failures.closed(null);
    }
    return Coroutine.isRunning() ? fromAnotherKernel(open, operation) : fromThread(open, operation);
  }

  /** Equivalent to {@link #run}, for an operation without a result. */
  @Async
  void perform(Action action) throws IOException {
    Void _ =
        this.<@Nullable Void>run(() -> {
          action.run();
          return null;
        });
  }

  /** Runs an action that never suspends, and waits for its end only in tasks of the kernel. */
  void post(Runnable action) {
    if (isHere()) {
      action.run();
      return;
    }
    EntryPoint open = door;
    if (open != null) { // otherwise the kernel has ended, and has closed the socket
      AsyncRunnable<RuntimeException> body = action::run;
      var _ = open.submit(body);
    }
  }

  private boolean isHere() {
    return Coroutine.isRunning()
        && (!(Task.current() instanceof KernelMember task) || task.isOfSameKernel(member));
  }

  private static <T extends @Nullable Object> T fromThread(EntryPoint open, Operation<T> operation)
      throws IOException {
    AsyncCallable<T, IOException> body = operation::run;
    try {
      return open.call(body);
    } catch (KernelEndedException ended) {
      throw Failures.closed(ended);
    } catch (Cancelled cut) {
      throw new SocketException("Closed by interrupt, or by the end of the socket's kernel", cut);
    }
  }

  private static <T extends @Nullable Object> T fromAnotherKernel(
      EntryPoint open, Operation<T> operation) throws IOException {
    AsyncCallable<T, IOException> body = operation::run;
    try {
      return Gonzo.await(open.submit(body));
    } catch (KernelEndedException | CancellationException ended) {
      throw Failures.closed(ended);
    } catch (IOException | RuntimeException failure) {
      throw failure;
    } catch (Exception other) {
      throw new SocketException("the operation failed in the socket's kernel", other);
    }
  }
}
