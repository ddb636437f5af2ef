package dev.gonzo.kernel.driver.uring;

import dev.gonzo.kernel.loop.FileAnswers;
import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.kernel.loop.RegularFile;
import dev.gonzo.trap.FileTrap;
import dev.gonzo.trap.FileTrap.ReadAt;
import dev.gonzo.trap.FileTrap.SyncFile;
import dev.gonzo.trap.FileTrap.WriteAt;
import dev.gonzo.trap.Handle;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads, writes and syncs files through the ring. Operations on paths are left to threads, since
 * Linux would use threads of its own for them; and so are operations that find no memory here.
 *
 * <p>Kernel thread only.
 */
final class RingFiles {
  /** How many operations may have memory at the same time. */
  static final int MOST_AT_ONCE = 64;

  /** How many bytes one operation transfers at most. */
  static final int MEMORY_BYTES = 128 * 1024;

  private static final int AT_THE_END = -1;

  private final Requests requests;
  // Not left to the garbage collector: Linux may still write there when it is unreachable here.
  private final Arena arena = Arena.ofShared();
  private final ArrayDeque<MemorySegment> unused = new ArrayDeque<>();
  // Begun by the loop once their tasks are suspended at their traps: if a task cannot be suspended,
  // its operation is not begun.
  private final ArrayDeque<FileRequest> asked = new ArrayDeque<>();
  private @Nullable FileAnswers threads;
  private int made;

  RingFiles(Requests requests) {
    this.requests = requests;
  }

  /** Answers a trap, on the task's own stack. */
  @Nullable Object answer(LoopTask<?> task, FileTrap<?> trap, FileAnswers others) throws Exception {
    threads = others;
    return switch (trap) {
      case ReadAt asks -> read(task, asks, others);
      case WriteAt asks -> write(task, asks, others);
      case SyncFile asks -> sync(task, asks, others);
      default -> others.answer(task, trap);
    };
  }

  private @Nullable Object read(LoopTask<?> task, ReadAt asks, FileAnswers others)
      throws Exception {
    RegularFile file = forTheRing(asks.file(), others);
    if (file == null) {
      return others.answer(task, asks);
    }
    int length = Math.min(asks.length(), MEMORY_BYTES);
    var operation =
        operation(
            file,
            false,
            memory ->
                (ring, data) ->
                    ring.read(file.descriptor(), memory, length, asks.position(), data));
    try (var request = operation) {
      int count = file.hasRead(request.await(task, asks));
      if (count > 0) {
        MemorySegment memory = request.memory();
        MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, 0, asks.buffer(), asks.offset(), count);
      }
      return count;
    }
  }

  private @Nullable Object write(LoopTask<?> task, WriteAt asks, FileAnswers others)
      throws Exception {
    RegularFile file = forTheRing(asks.file(), others);
    if (file == null) {
      return others.answer(task, asks);
    }
    int length = Math.min(asks.length(), MEMORY_BYTES);
    long position = file.appends() ? AT_THE_END : asks.position();
    var operation =
        operation(
            file,
            true,
            memory -> {
              MemorySegment.copy(
                  asks.buffer(), asks.offset(), memory, ValueLayout.JAVA_BYTE, 0, length);
              return (ring, data) -> ring.write(file.descriptor(), memory, length, position, data);
            });
    try (var request = operation) {
      return file.hasWritten(request.await(task, asks));
    }
  }

  private @Nullable Object sync(LoopTask<?> task, SyncFile asks, FileAnswers others)
      throws Exception {
    RegularFile file = forTheRing(asks.file(), others);
    if (file == null) {
      return others.answer(task, asks);
    }
    var operation =
        operation(
            file, false, _ -> (ring, data) -> ring.sync(file.descriptor(), asks.metadata(), data));
    try (var request = operation) {
      file.hasSynced(request.await(task, asks));
      return null;
    }
  }

  /** The file of a handle, or null if threads must serve it. */
  private @Nullable RegularFile forTheRing(Handle handle, FileAnswers others) {
    return inUse() == MOST_AT_ONCE ? null : others.regular(handle);
  }

  /** How many operations have memory now. */
  int inUse() {
    return made - unused.size();
  }

  /** Creates an operation that holds its file; if there is no memory it holds nothing. */
  private FileRequest operation(
      RegularFile file, boolean writes, Function<MemorySegment, FileRequest.Submission> how)
      throws IOException {
    MemorySegment memory = hold(file);
    try {
      return new FileRequest(this, file, memory, how.apply(memory), writes);
    } catch (Throwable failure) {
      takeBack(memory, file);
      throw failure;
    }
  }

  /** Holds the file, and takes the memory for an operation on it. */
  private MemorySegment hold(RegularFile file) throws IOException {
    file.hold();
    if (!unused.isEmpty()) {
      return unused.pop();
    }
    try {
      MemorySegment memory = arena.allocate(MEMORY_BYTES);
      made++;
      return memory;
    } catch (OutOfMemoryError none) {
      file.release();
      throw new IOException(
          "no memory outside the heap for a file ("
              + none.getMessage()
              + "): raise -XX:MaxDirectMemorySize",
          none);
    }
  }

  void takeBack(MemorySegment memory, RegularFile file) {
    unused.push(memory);
    if (threads == null) {
      file.release();
    } else {
      threads.release(file);
    }
  }

  void asked(FileRequest request) {
    asked.add(request);
  }

  void cancel(FileRequest request) {
    requests.cancel(request);
  }

  /** Begins the operations whose tasks wait for them. */
  void begin() {
    for (FileRequest request; (request = asked.poll()) != null; ) {
      if (request.isAwaited()) {
        requests.begin(request);
      }
    }
  }

  /** Records that from now on there are no threads in which to close a file. */
  void end() {
    threads = null;
  }

  /**
   * Frees the memory, if no operation is under way; otherwise it must stay, since Linux may use it.
   * Idempotent.
   */
  void close() {
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }
}
