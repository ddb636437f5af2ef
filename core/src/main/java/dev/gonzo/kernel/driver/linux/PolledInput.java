package dev.gonzo.kernel.driver.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.gonzo.kernel.driver.ErrorNumber;
import dev.gonzo.kernel.driver.ready.ReadinessLoop;
import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.kernel.loop.StandardInputAnswers;
import dev.gonzo.trap.EnvironmentTrap.ReadStandardInput;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * The standard input, where Linux can report whether there are bytes: a terminal, a pipe, a socket.
 * A file is read by the thread.
 *
 * <p>Discussion: it is never made non-blocking, because that would affect every program that uses
 * the same terminal, even after this one has ended. Instead, each read first checks whether there
 * are bytes; it can block only if another program takes them in between. In return no bytes are
 * read before a task requests them: after a cancelled read, the next line of a terminal is still
 * there for a child process that inherits it.
 */
final class PolledInput {
  private static final int STDIN_FILENO = 0;
  private static final short POLLIN = 1;
  private static final int EVENTS_OFFSET = 4;
  private static final int POLLFD_BYTES = 8;
  private static final int END = -1;

  private final ReadinessLoop<LinuxSocket, ReadStandardInput, Integer> read =
      ReadinessLoop.input(this::read);

  private final LinuxDriver driver;
  private final SystemCalls calls;
  private final Sockets sockets;
  private final MemorySegment question;
  private final MemorySegment noTime;
  private @Nullable LinuxSocket input;
  private boolean isFile;

  PolledInput(LinuxDriver driver, SystemCalls calls, Sockets sockets) {
    this.driver = driver;
    this.calls = calls;
    this.sockets = sockets;
    question = calls.memory.allocate(POLLFD_BYTES, Long.BYTES);
    noTime = calls.memory.allocate(2L * Long.BYTES, Long.BYTES);
  }

  @Nullable Object read(LoopTask<?> task, ReadStandardInput asked, StandardInputAnswers thread)
      throws Exception {
    LinuxSocket open = input();
    return open == null ? thread.answer(task, asked) : read.run(task, asked, open);
  }

  /** The socket through which the driver reports events; null if it is a file. */
  private @Nullable LinuxSocket input() throws IOException {
    if (input != null || isFile) {
      return input;
    }
    int position = calls.brief(CallNumbers.LSEEK, STDIN_FILENO, 0, FileCalls.SEEK_CUR);
    if (position != -ErrorNumber.ESPIPE) {
      isFile = true; // it has positions, so it is a file or like one: /dev/null
      return null;
    }
    // A duplicate of the descriptor, which is closed with the driver.
    int descriptor = calls.brief(CallNumbers.FCNTL, STDIN_FILENO, FileCalls.F_DUPFD_CLOEXEC, 0);
    if (descriptor < 0) {
      throw CallFailures.of("read the standard input", descriptor);
    }
    LinuxSocket opened = driver.register(descriptor, false, null);
    opened.isNoSocket = true;
    input = opened;
    return opened;
  }

  private @Nullable Integer read(ReadStandardInput asked, LinuxSocket open) throws IOException {
    if (!hasSome(open)) {
      return null;
    }
    int count = sockets.read(open.descriptor, asked.buffer(), asked.offset(), asked.length());
    if (count >= 0) {
      return count == 0 ? END : count;
    }
    if (count == -ErrorNumber.EAGAIN || count == -ErrorNumber.EINTR) {
      return null;
    }
    throw CallFailures.of("read the standard input", count);
  }

  /** Whether a read would return at once, with bytes, the end, or an error. */
  private boolean hasSome(LinuxSocket open) {
    question.set(JAVA_INT, 0, open.descriptor);
    question.set(JAVA_SHORT, EVENTS_OFFSET, POLLIN);
    return calls.brief(CallNumbers.PPOLL, question.address(), 1, noTime.address()) > 0;
  }
}
