package dev.gonzo.kernel.driver.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import dev.gonzo.kernel.driver.StartFailures;
import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.kernel.loop.ProcessThreads;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.ProcessTrap.StartProcess;
import dev.gonzo.trap.ProcessTrap.StartedProcess;
import dev.gonzo.trap.Redirection;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The start of one process. Everything that it needs is prepared before the program runs, so that a
 * start that fails has run nothing.
 *
 * <p>A thread opens the files and starts the program, since the C library blocks until the child
 * runs its program. Kernel thread only, except where noted. The linking that the first start in a
 * JVM needs is left to the thread, so there are few lambdas here and no pattern switch.
 */
final class Starting implements ProcessThreads.Work<Starting.@Nullable Spawned> {
  private static final int O_CLOEXEC = 0x80000;
  private static final int O_NONBLOCK = 0x800;
  private static final int FIRST_NOT_STANDARD = 3;
  private static final int NONE = -1;

  private final LoopTask<?> task;
  private final LinuxDriver driver;
  private final SystemCalls calls;
  private final MemorySegment pair;
  private final StartProcess asked;
  private final List<Redirection> streams;
  private final LinuxProcess process;
  private final RedirectedFiles files;
  private final int[] theirs = {NONE, NONE, NONE};
  private final @Nullable LinuxSocket[] ours = new @Nullable LinuxSocket[3];
  private @Nullable LinuxSocket handedOver;

  /** The process that the thread has started: its id, and its pidfd or a negated error number. */
  record Spawned(int id, int pidfd) {}

  Starting(
      LoopTask<?> task,
      LinuxDriver driver,
      SystemCalls calls,
      MemorySegment pair,
      StartProcess asked,
      LinuxProcess process) {
    this.task = task;
    this.driver = driver;
    this.calls = calls;
    this.pair = pair;
    this.asked = asked;
    this.streams = List.of(asked.input(), asked.output(), asked.error());
    this.process = process;
    this.files = new RedirectedFiles(asked);
  }

  StartedProcess start(ProcessThreads threads) throws Exception {
    try {
      reserve();
      Spawned spawned = spawn(threads);
      process.id = spawned.id;
      process.watch = watch(spawned.pidfd);
      if (handedOver != null) {
        Object _ = driver.close(handedOver);
      }
      return new StartedProcess(process, spawned.id, ours[0], ours[1], ours[2]);
    } catch (Throwable refused) {
      for (LinuxSocket pipe : ours) {
        if (pipe != null) {
          Object _ = driver.close(pipe);
        }
      }
      if (handedOver != null && !handedOver.isClosed()) {
        setFlags(handedOver.descriptor, O_NONBLOCK);
      }
      throw refused;
    } finally {
      if (handedOver != null) {
        handedOver.input.release();
      }
      for (int descriptor : theirs) {
        if (descriptor >= 0) {
          driver.discard(descriptor);
        }
      }
      files.close(calls);
    }
  }

  private void reserve() throws IOException {
    if (asked.input() instanceof Redirection.FromPipe(var pipe)) {
      takeOver(pipe);
    }
    for (int standard = 0; standard < ours.length; standard++) {
      if (streams.get(standard) instanceof Redirection.Pipe) {
        ours[standard] = openPipe(standard);
        theirs[standard] = aboveStandardAlone(theirs[standard]);
      }
    }
  }

  /**
   * Takes over the pipe of another process. The child gets a duplicate, so that a close meanwhile
   * cannot free the descriptor for another use.
   */
  private void takeOver(Handle handle) throws IOException {
    LinuxSocket pipe = driver.own(handle);
    pipe.requireOpen();
    pipe.input.reserve(task);
    handedOver = pipe;
    theirs[0] = aboveStandard(pipe.descriptor);
    // It was non-blocking for us; the child's must block, as programs expect.
    setFlags(theirs[0], 0);
  }

  /** Creates a pipe. Only our end is non-blocking: the child's end blocks, as programs expect. */
  private LinuxSocket openPipe(int standard) throws IOException {
    int result = calls.brief(CallNumbers.PIPE2, pair.address(), O_CLOEXEC, 0);
    if (result < 0) {
      throw CallFailures.of("open a pipe", result);
    }
    boolean weWrite = standard == 0;
    theirs[standard] = pair.get(JAVA_INT_UNALIGNED, weWrite ? 0 : Integer.BYTES);
    int ours = pair.get(JAVA_INT_UNALIGNED, weWrite ? Integer.BYTES : 0);
    setFlags(ours, O_NONBLOCK);
    LinuxSocket pipe = driver.register(ours, false, null);
    pipe.isNoSocket = true;
    return pipe;
  }

  /**
   * Moves a descriptor above the standard ones: if this program has closed one of its standard
   * streams, a new descriptor gets that number.
   */
  private int aboveStandardAlone(int descriptor) throws IOException {
    if (descriptor >= FIRST_NOT_STANDARD) {
      return descriptor;
    }
    int higher = aboveStandard(descriptor);
    driver.discard(descriptor);
    return higher;
  }

  private int aboveStandard(int descriptor) throws IOException {
    int higher =
        calls.brief(CallNumbers.FCNTL, descriptor, FileCalls.F_DUPFD_CLOEXEC, FIRST_NOT_STANDARD);
    if (higher < 0) {
      throw CallFailures.of("open a pipe", higher);
    }
    return higher;
  }

  private void setFlags(int descriptor, int flags) {
    int _ = calls.brief(CallNumbers.FCNTL, descriptor, FileCalls.F_SETFL, flags);
  }

  private Spawned spawn(ProcessThreads threads) throws Exception {
    Spawned quick = threads.<@Nullable Spawned>run(task, asked, this);
    if (quick != null) {
      return quick;
    }
    threads.<@Nullable Void>runPatiently(
        task,
        asked,
        progress -> {
          files.openThoseThatWait(progress);
          return null;
        });
    return Objects.requireNonNull(threads.<@Nullable Spawned>run(task, asked, this::openAndSpawn));
  }

  /**
   * Starts the process in a thread; returns null if a file must be opened first whose opening may
   * block.
   */
  @Override
  public @Nullable Spawned perform(ProcessThreads.Progress progress) throws IOException {
    driver.linkSwitch(task);
    return files.mayWait() ? null : openAndSpawn(progress);
  }

  /** Opens the files and starts the process, in a thread; returns null if the task has left. */
  private @Nullable Spawned openAndSpawn(ProcessThreads.Progress progress) throws IOException {
    if (!files.openAll(progress)) {
      return null;
    }
    int id = spawnWithDescriptors();
    if (id < 0) {
      throw StartFailures.of(asked, id);
    }
    return new Spawned(id, new SystemCalls().brief(CallNumbers.PIDFD_OPEN, id, 0, 0));
  }

  private int spawnWithDescriptors() {
    try (var start = new ProcessStart()) {
      for (int standard = 0; standard < theirs.length; standard++) {
        int file = files.descriptor(standard);
        if (theirs[standard] >= 0 || file >= 0) {
          start.duplicate(file >= 0 ? file : theirs[standard], standard);
        } else if (streams.get(standard) instanceof Redirection.Nothing) {
          start.nothing(standard);
        } else if (streams.get(standard) instanceof Redirection.WithOutput) {
          start.duplicate(1, standard);
        }
      }
      return start.spawn(asked);
    } catch (Throwable failure) {
      throw Downcalls.unexpected(failure);
    }
  }

  /**
   * Registers a pidfd. Without one a thread will wait. This must not fail, since the program
   * already runs.
   */
  private @Nullable LinuxSocket watch(int pidfd) {
    if (pidfd < 0) {
      return null;
    }
    try {
      LinuxSocket watch = driver.register(pidfd, false, null);
      watch.isNoSocket = true;
      return watch;
    } catch (IOException | OutOfMemoryError noPlace) {
      return null;
    }
  }
}
