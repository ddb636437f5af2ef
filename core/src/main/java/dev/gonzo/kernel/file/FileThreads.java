package dev.gonzo.kernel.file;

import dev.gonzo.CannotSuspendException;
import dev.gonzo.kernel.driver.WrongHandle;
import dev.gonzo.kernel.driver.linux.FileCalls;
import dev.gonzo.kernel.driver.linux.PollCalls;
import dev.gonzo.kernel.driver.linux.SystemCalls;
import dev.gonzo.kernel.loop.FileAnswers;
import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.kernel.loop.RegularFile;
import dev.gonzo.kernel.offload.AbandonedWork;
import dev.gonzo.kernel.offload.OffloadLoop;
import dev.gonzo.report.DoublingPause;
import dev.gonzo.trap.FileTrap;
import dev.gonzo.trap.FileTrap.AbsolutePath;
import dev.gonzo.trap.FileTrap.CloseFile;
import dev.gonzo.trap.FileTrap.CopyFile;
import dev.gonzo.trap.FileTrap.DirectoryEntry;
import dev.gonzo.trap.FileTrap.LockFile;
import dev.gonzo.trap.FileTrap.OpenDirectory;
import dev.gonzo.trap.FileTrap.OpenFile;
import dev.gonzo.trap.FileTrap.OpenWatch;
import dev.gonzo.trap.FileTrap.PathOf;
import dev.gonzo.trap.FileTrap.ReadAt;
import dev.gonzo.trap.FileTrap.ReadDirectory;
import dev.gonzo.trap.FileTrap.ReadWhole;
import dev.gonzo.trap.FileTrap.SizeOfFile;
import dev.gonzo.trap.FileTrap.SyncFile;
import dev.gonzo.trap.FileTrap.TakeWatchEvents;
import dev.gonzo.trap.FileTrap.TruncateFile;
import dev.gonzo.trap.FileTrap.UnlockFile;
import dev.gonzo.trap.FileTrap.WholeRead;
import dev.gonzo.trap.FileTrap.WriteAt;
import dev.gonzo.trap.FileTrap.WriteWhole;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.Trap;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Answers the traps on files with threads: one of a bounded number of threads does each operation,
 * and the task waits for it. A driver may answer some traps in a better way, and leave the rest to
 * this.
 *
 * <p>It belongs to one kernel, and is called on that kernel's thread.
 */
public final class FileThreads implements FileAnswers, AutoCloseable {
  private static final String THREADS = "gonzo.file.threads";
  private static final String MOST_THREADS = "gonzo.file.threads.most";
  private static final Duration FIRST_PAUSE = Duration.ofMillis(1);
  private static final Duration LAST_PAUSE = Duration.ofMillis(50);
  private static final int MORE_WHILE_HELD_UP = 256;

  final OffloadLoop loop;
  // Created by the first file. Kernel thread only.
  private @Nullable FileCalls calls;
  private final Pool pool;
  private final Executor threads;
  private final Watches watches;
  private final PollThread polling;
  // The open handles, and those that are closed but not yet passed to a thread to be freed.
  private final Set<FileHandle> open = new LinkedHashSet<>();
  final AbandonedWork abandoned = new AbandonedWork();

  /**
   * Creates one without threads.
   *
   * @param loop the kernel's loop
   */
  public FileThreads(OffloadLoop loop) {
    this.loop = loop;
    int processors = Runtime.getRuntime().availableProcessors();
    int usual = Math.max(1, Integer.getInteger(THREADS, 2 + 2 * processors));
    this.pool = new Pool(usual, Integer.getInteger(MOST_THREADS, usual + MORE_WHILE_HELD_UP));
    this.threads = work -> pool.execute((FileWork<?>) work);
    this.watches = new Watches(loop::post);
    this.polling = new PollThread(loop::post);
  }

  @Override
  public @Nullable Object answer(LoopTask<?> task, FileTrap<?> trap) throws Exception {
    return switch (trap) {
      case ReadAt asked -> read(task, asked, file(asked.file()));
      case WriteAt asked -> write(task, asked, file(asked.file()));
      case OpenFile asked -> open(task, trap, Opening.file(asked));
      case ReadWhole<?> asked -> readWhole(task, asked);
      case WriteWhole asked ->
          Optional.ofNullable(openUnlessDone(task, trap, new WritingWhole(asked)));
      case CopyFile asked -> run(task, trap, new Copying(asked));
      case CloseFile asked -> close(task, asked, own(asked.handle(), FileHandle.class, "a file"));
      case OpenDirectory asked -> open(task, trap, Opening.directory(asked));
      case ReadDirectory asked -> run(task, trap, page(asked));
      case AbsolutePath(var path) -> path.toAbsolutePath();
      case PathOf asked -> pathOf(own(asked.handle(), FileHandle.class, "a file"));
      case OpenWatch asked -> open(task, trap, Opening.watch(asked, watches));
      case TakeWatchEvents asked ->
          own(asked.watch(), WatchHandle.class, "a watch").take(task, asked);
      case SizeOfFile asked ->
          run(task, trap, new OnHandle<>("asking", file(asked.file()), FileOnDevice::size, true));
      case SyncFile asked -> run(task, trap, syncing(asked));
      case TruncateFile asked ->
          run(task, trap, change(asked.file(), file -> file.truncate(asked.size())));
      case LockFile asked -> run(task, trap, locking(asked));
      case UnlockFile asked ->
          run(
              task,
              trap,
              change(asked.file(), file -> file.unlock(asked.position(), asked.size())));
      default -> run(task, trap, Paths.operation(trap));
    };
  }

  private @Nullable Object read(LoopTask<?> task, ReadAt asked, FileOnDevice file)
      throws Exception {
    if (file instanceof StreamFile stream) {
      return stream(task, asked, stream, new Reading(asked, file, true), PollCalls.POLLIN);
    }
    if (file instanceof LinuxFile linux && !file.isClosed()) {
      // The last release is on this thread or later, so it cannot be freed meanwhile.
      FileCalls here = callsOrNull();
      int count =
          here == null
              ? LinuxFile.NOT_CACHED
              : linux.readCached(
                  here, asked.buffer(), asked.offset(), asked.length(), asked.position());
      if (count != LinuxFile.NOT_CACHED) {
        return count;
      }
    }
    return run(task, asked, new Reading(asked, file, false));
  }

  private <T extends @Nullable Object> @Nullable Object readWhole(
      LoopTask<?> task, ReadWhole<T> asked) throws Exception {
    var reading = new ReadingWhole<>(asked);
    Handle inSteps = openUnlessDone(task, asked, reading);
    return inSteps == null ? reading.done() : new WholeRead.InSteps<T>(inSteps);
  }

  private @Nullable Object write(LoopTask<?> task, WriteAt asked, FileOnDevice file)
      throws Exception {
    return file instanceof StreamFile stream
        ? stream(task, asked, stream, new Writing(asked, file, true), PollCalls.POLLOUT)
        : run(task, asked, new Writing(asked, file, false));
  }

  /**
   * Tries the operation on a file without positions, again whenever it may succeed without
   * blocking.
   */
  private @Nullable Object stream(
      LoopTask<?> task,
      Trap<?> trap,
      StreamFile file,
      FileOperation<Integer> operation,
      short events)
      throws Exception {
    file.hold(); // held until it ends, even if it is closed meanwhile
    try {
      while (true) {
        Object count = run(task, trap, operation);
        if (!Integer.valueOf(StreamFile.NOT_READY).equals(count)) {
          return count;
        }
        polling.await(task, trap, file, events);
      }
    } finally {
      release(file);
    }
  }

  /**
   * The system calls of this thread; null if there is no memory for them: then a thread does the
   * operation, or reports that.
   */
  private @Nullable FileCalls callsOrNull() {
    if (calls == null) {
      try {
        calls = new FileCalls(new SystemCalls());
      } catch (OutOfMemoryError none) {
        return null;
      }
    }
    return calls;
  }

  private static Path pathOf(FileHandle handle) throws ClosedChannelException {
    if (handle.isClosed()) {
      throw new ClosedChannelException();
    }
    return handle.pathWhileOpen();
  }

  private OnHandle<OpenDirectoryHandle, List<DirectoryEntry>> page(ReadDirectory asked) {
    return new OnHandle<>(
        "reading",
        own(asked.directory(), OpenDirectoryHandle.class, "an open directory"),
        directory -> directory.read(asked),
        false);
  }

  private OnHandle<FileOnDevice, @Nullable Void> syncing(SyncFile asked) {
    return new OnHandle<>(
        "syncing",
        file(asked.file()),
        OnHandle.returningNull(file -> file.sync(asked.metadata())),
        true);
  }

  private OnHandle<FileOnDevice, Boolean> locking(LockFile asked) {
    return new OnHandle<>(
        "locking",
        file(asked.file()),
        file -> file.lock(asked.position(), asked.size(), asked.shared()),
        false);
  }

  private OnHandle<FileOnDevice, @Nullable Void> change(
      Handle file, OnHandle.Change<FileOnDevice> change) {
    return OnHandle.change("changing", file(file), change);
  }

  private Handle open(LoopTask<?> task, Trap<?> trap, Opening opening) throws Exception {
    Handle opened = openUnlessDone(task, trap, opening);
    if (opened == null) {
      throw new AssertionError("opened, and nothing is open");
    }
    return opened;
  }

  /** Performs an operation that opens a file. Returns null if it has also closed it. */
  private @Nullable Handle openUnlessDone(
      LoopTask<?> task, Trap<?> trap, FileOperation<? extends @Nullable FileHandle> operation)
      throws Exception {
    var pause = new DoublingPause(FIRST_PAUSE, LAST_PAUSE);
    while (true) {
      try {
        return run(task, trap, operation) instanceof FileHandle handle ? takenOn(handle) : null;
      } catch (NoReaderYet alone) {
        // Tried again and again, because a thread that blocks until there is a reader could not be
        // interrupted when the task is cancelled.
        polling.pause(task, trap, pause.next().toNanos());
      }
    }
  }

  @Override
  public @Nullable RegularFile regular(Handle handle) {
    return handle instanceof LinuxFile file && file.isRegular() && file.isOf(this) ? file : null;
  }

  @Override
  public long copy(
      LoopTask<?> task, Trap<?> trap, RegularFile file, int descriptor, long position, long count)
      throws Exception {
    var copying =
        new OnHandle<>(
            "sending", mine(file), held -> held.copyTo(descriptor, position, count), false);
    if (run(task, trap, copying) instanceof Long result) {
      return result;
    }
    throw new AssertionError("copied, but no result");
  }

  @Override
  public void release(RegularFile file) {
    LinuxFile mine = mine(file);
    if (mine.isClosed()) {
      // Releases a file. The last release frees it, which may block.
      releaseInThread(mine);
    } else {
      mine.release();
    }
  }

  /** The file as this class knows it: {@link #regular} has returned it. */
  private static LinuxFile mine(RegularFile file) {
    return (LinuxFile) file;
  }

  /** Registers a handle, and closes it if there is no memory for that. */
  private FileHandle takenOn(FileHandle handle) {
    try {
      opened(handle);
      return handle;
    } catch (Throwable failure) {
      if (handle.close()) {
        releaseInThread(handle);
      }
      throw failure;
    }
  }

  /**
   * Registers a handle that a task has opened: it is closed at the end of the run at the latest.
   */
  void opened(FileHandle handle) {
    handle.belongsTo(this);
    open.add(handle);
  }

  private @Nullable Object close(LoopTask<?> task, CloseFile asked, FileHandle handle)
      throws Exception {
    if (!handle.close()) {
      return null;
    }
    if (handle instanceof ChannelFile file && file.isWrittenWhenClosed()) {
      try {
        return run(task, asked, new Closing(file));
      } catch (CannotSuspendException noWait) {
        // The task cannot wait here, but the file is closed all the same.
      } finally {
        open.remove(file);
      }
    }
    // After the operations that its tasks have requested before, and from the loop's own stack,
    // like all work.
    loop.post(() -> {
      open.remove(handle);
      releaseInThread(handle);
    });
    return null;
  }

  private void releaseInThread(FileHandle handle) {
    try {
      pool.execute(_ -> handle.release());
    } catch (OutOfMemoryError noThread) {
      handle.release(); // here, then: leaving it open would be worse than blocking for a moment
    }
  }

  /** Suspends the task until a thread has done the operation. On the task's own stack. */
  private @Nullable Object run(LoopTask<?> task, Trap<?> trap, FileOperation<?> operation)
      throws Exception {
    var work = new FileWork<>(this, task, operation);
    // Begun only once the task is suspended at its trap: if it cannot be, the operation must not
    // happen.
    loop.post(() -> work.start(threads));
    try {
      return task.suspend(trap, work);
    } catch (IOException failure) {
      // The stack trace should show the code that made the trap, and not the thread's.
      failure.setStackTrace(new Throwable().getStackTrace());
      throw failure;
    }
  }

  private FileOnDevice file(Handle handle) {
    return own(handle, FileOnDevice.class, "an open file");
  }

  private <H extends FileHandle> H own(Handle handle, Class<H> kind, String what) {
    if (!(handle instanceof FileHandle mine) || !mine.isOf(this)) {
      throw WrongHandle.ofAnotherKernel();
    }
    if (!kind.isInstance(handle)) {
      throw new IllegalArgumentException(handle + " is not " + what);
    }
    return kind.cast(handle);
  }

  /** Keeps work from waiting long behind other work. Called before the tasks get their turns. */
  public void relieve() {
    pool.relieve();
  }

  /**
   * Limits the kernel's wait, so that it calls {@link #relieve} in time.
   *
   * @param nanos how long the wait is; 0 to not wait, -1 without limit
   * @return how long it may be
   */
  public long waitNanos(long nanos) {
    return pool.waitNanos(nanos);
  }

  /** How many pieces of work it has passed to threads. On the loop's own stack. */
  long handOffs() {
    return pool.given();
  }

  /** Replaces the thread of an operation that a cancelled task has abandoned. */
  void replaceOne() {
    loop.post(pool::abandoned);
  }

  /** Records that an abandoned operation has ended. In its thread. */
  void abandonedEnded() {
    pool.abandonedEnded();
  }

  /** Closes what is still open, and ends the threads. Called when every task has ended. */
  @Override
  public void close() {
    List<String> left = abandoned.descriptions();
    for (FileHandle handle : List.copyOf(open)) {
      boolean _ = handle.close();
      handle.release();
    }
    watches.close();
    polling.close();
    pool.close();
    AbandonedWork.warn("the kernel has ended, and abandoned work still runs:", left);
  }
}
