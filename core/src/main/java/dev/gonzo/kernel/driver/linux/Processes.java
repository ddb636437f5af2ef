package dev.gonzo.kernel.driver.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.gonzo.kernel.LoopTask;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.ProcessEnd;
import dev.gonzo.trap.Redirection;
import dev.gonzo.trap.SignalProcess;
import dev.gonzo.trap.StartProcess;
import dev.gonzo.trap.StartedProcess;
import dev.gonzo.trap.WaitForProcess;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Children: started by {@code posix_spawn}, watched by a pidfd, which no reuse of process ids can
 * confuse.
 *
 * <p>The start holds the kernel up until the child runs its program: the C library waits for that,
 * because a program that is not there must be told. It takes about a millisecond; longer where a
 * redirection opens a file on a slow device.
 */
final class Processes {
  private static final int CLOSE_ON_EXECUTE = 0x80000;
  private static final int NON_BLOCKING = 0x800;
  private static final int SET_STATUS_FLAGS = 4;
  private static final int BY_ID = 1;
  private static final int BY_PIDFD = 3;
  private static final int EXITED = 4;
  private static final int WITHOUT_WAITING = 1;
  private static final int KILL = 9;
  private static final int SIGNAL_INFO_BYTES = 128;
  private static final int CODE_OFFSET = 8;
  private static final int ID_OFFSET = 16;
  private static final int STATUS_OFFSET = 24;
  private static final int CODE_EXITED = 1;

  private final LinuxDriver driver;
  private final SystemCalls calls;
  private final MemorySegment pair;
  private final MemorySegment info;
  private final Set<LinuxProcess> running = new LinkedHashSet<>();

  Processes(LinuxDriver driver, SystemCalls calls) {
    this.driver = driver;
    this.calls = calls;
    pair = calls.memory.allocate(2L * Integer.BYTES, Integer.BYTES);
    info = calls.memory.allocate(SIGNAL_INFO_BYTES, Long.BYTES);
  }

  StartedProcess start(StartProcess asked) throws IOException {
    List<Redirection> streams = List.of(asked.input(), asked.output(), asked.error());
    var theirs = new int[] {-1, -1, -1};
    var ours = new @Nullable LinuxSocket[3];
    LinuxSocket handedOver =
        asked.input() instanceof Redirection.FromPipe(var pipe) ? readEnd(pipe) : null;
    try {
      for (int standard = 0; standard < ours.length; standard++) {
        if (streams.get(standard) instanceof Redirection.Pipe) {
          ours[standard] = openPipe(standard, theirs);
        }
      }
      int id =
          handedOver == null
              ? spawn(asked, theirs)
              : spawn(asked, new int[] {handedOver.descriptor, theirs[1], theirs[2]}, handedOver);
      if (id < 0) {
        throw failure(asked, id);
      }
      return new StartedProcess(watch(id, asked.ownGroup()), id, ours[0], ours[1], ours[2]);
    } catch (Throwable refused) {
      for (LinuxSocket pipe : ours) {
        if (pipe != null) {
          Object _ = driver.close(pipe);
        }
      }
      throw refused;
    } finally {
      Arrays.stream(theirs).filter(descriptor -> descriptor >= 0).forEach(driver::discard);
    }
  }

  /** Makes a pipe. Our end alone never blocks: the child's is what programs expect. */
  private LinuxSocket openPipe(int standard, int[] theirs) throws IOException {
    int result = calls.brief(CallNumbers.PIPE2, pair.address(), CLOSE_ON_EXECUTE, 0);
    if (result < 0) {
      throw CallFailures.of("open a pipe", result);
    }
    boolean weWrite = standard == 0;
    theirs[standard] = pair.getAtIndex(JAVA_INT, weWrite ? 0 : 1);
    int ours = pair.getAtIndex(JAVA_INT, weWrite ? 1 : 0);
    setFlags(ours, NON_BLOCKING);
    LinuxSocket pipe = driver.register(ours, false, null);
    pipe.isNoSocket = true;
    return pipe;
  }

  private LinuxSocket readEnd(Handle handle) throws IOException {
    LinuxSocket pipe = driver.own(handle);
    pipe.requireOpen();
    pipe.input.refuseSecond();
    return pipe;
  }

  /** A pipe that did not block, because it was ours, does when it is the child's. */
  private int spawn(StartProcess asked, int[] theirs, LinuxSocket handedOver) {
    setFlags(handedOver.descriptor, 0);
    int id = spawn(asked, theirs);
    if (id < 0) {
      setFlags(handedOver.descriptor, NON_BLOCKING);
    } else {
      Object _ = driver.close(handedOver);
    }
    return id;
  }

  private void setFlags(int descriptor, int flags) {
    int _ = calls.brief(CallNumbers.CONTROL_DESCRIPTOR, descriptor, SET_STATUS_FLAGS, flags);
  }

  private static int spawn(StartProcess asked, int[] theirs) {
    List<Redirection> streams = List.of(asked.input(), asked.output(), asked.error());
    try (var start = new ProcessStart()) {
      for (int standard = 0; standard < theirs.length; standard++) {
        if (theirs[standard] >= 0) {
          start.duplicate(theirs[standard], standard);
        } else {
          start.open(streams.get(standard), standard);
        }
      }
      return start.spawn(asked);
    } catch (Throwable failure) {
      throw Downcalls.unexpected(failure);
    }
  }

  private LinuxProcess watch(int id, boolean leadsGroup) throws IOException {
    int descriptor = calls.brief(CallNumbers.PIDFD_OPEN, id, 0, 0);
    try {
      if (descriptor < 0) {
        throw CallFailures.of("watch process " + id, descriptor);
      }
      LinuxSocket watch = driver.register(descriptor, false, null);
      watch.isNoSocket = true;
      var process = new LinuxProcess(id, leadsGroup, watch);
      running.add(process);
      return process;
    } catch (Throwable unwatched) {
      int _ = calls.brief(CallNumbers.KILL, id, KILL, 0); // nobody could wait for it
      reapLater(id);
      throw unwatched;
    }
  }

  private static IOException failure(StartProcess asked, int result) {
    String message = "cannot start " + asked.command().getFirst() + ": " + ErrorNumber.text(result);
    return new IOException(
        switch (-result) {
          case ErrorNumber.ENOENT ->
              message + "; the program, its directory or a file it is redirected to is not there";
          case ErrorNumber.EACCES ->
              message
                  + "; the program, its directory or a file it is redirected to is closed to us";
          default -> message;
        });
  }

  ProcessEnd await(LoopTask<?> task, WaitForProcess asked, LinuxProcess process) throws Exception {
    process.watch.input.refuseSecond();
    while (true) {
      ProcessEnd end = reap(process);
      if (end != null) {
        return end;
      }
      process.watch.requireOpen();
      process.watch.input.exhausted();
      process.watch.await(task, asked, process.watch.input);
    }
  }

  /** Takes the end of a process from the system, if it has come. */
  private @Nullable ProcessEnd reap(LinuxProcess process) {
    if (process.end != null || process.watch.isClosed()) {
      return process.end;
    }
    info.set(JAVA_INT, ID_OFFSET, 0);
    int result =
        calls.brief(
            CallNumbers.WAITID,
            BY_PIDFD,
            process.watch.descriptor,
            info.address(),
            EXITED | WITHOUT_WAITING,
            0);
    if (result < 0) {
      throw new IllegalStateException(
          "somebody else has waited for process " + process.id + ": " + ErrorNumber.text(result));
    }
    if (info.get(JAVA_INT, ID_OFFSET) != 0) {
      boolean signalled = info.get(JAVA_INT, CODE_OFFSET) != CODE_EXITED;
      process.end = new ProcessEnd(signalled, info.get(JAVA_INT, STATUS_OFFSET));
      running.remove(process);
    }
    return process.end;
  }

  boolean signal(LinuxProcess process, SignalProcess asked) throws IOException {
    if (asked.group() && !process.leadsGroup) {
      throw new IllegalArgumentException("process " + process.id + " leads no group");
    }
    if (process.end != null || process.watch.isClosed()) {
      return false; // its number may be another's by now
    }
    int result =
        asked.group()
            ? calls.brief(CallNumbers.KILL, -(long) process.id, asked.signal(), 0)
            : calls.brief(
                CallNumbers.PIDFD_SEND_SIGNAL, process.watch.descriptor, asked.signal(), 0, 0, 0);
    if (result < 0 && result != -ErrorNumber.ESRCH) {
      throw CallFailures.of("signal process " + process.id, result);
    }
    return result >= 0;
  }

  /** Gives a process back; one that runs is killed, because nobody could hear of it any more. */
  @Nullable Object close(LinuxProcess process) {
    if (!process.watch.isClosed()) {
      if (reap(process) == null) {
        running.remove(process);
        int _ =
            calls.brief(CallNumbers.KILL, process.leadsGroup ? -process.id : process.id, KILL, 0);
        reapLater(process.id);
      }
      Object _ = driver.close(process.watch);
    }
    return null;
  }

  void closeAll() {
    List.copyOf(running).forEach(this::close);
  }

  /** A killed process ends soon, but not at once; a thread takes its end, so that none is left. */
  private static void reapLater(int id) {
    Thread _ =
        Thread.ofPlatform()
            .daemon()
            .name("gonzo-reaper-" + id)
            .start(() -> {
              var calls = new SystemCalls();
              while (calls.waiting(CallNumbers.WAITID, BY_ID, id, 0, EXITED, 0, 0)
                  == -ErrorNumber.EINTR) {}
            });
  }
}
