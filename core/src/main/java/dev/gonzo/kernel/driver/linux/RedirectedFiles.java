package dev.gonzo.kernel.driver.linux;

import dev.gonzo.kernel.driver.StartFailures;
import dev.gonzo.kernel.loop.ProcessThreads;
import dev.gonzo.trap.NativeText;
import dev.gonzo.trap.ProcessTrap.StartProcess;
import dev.gonzo.trap.Redirection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The files that a process reads and writes, opened before it starts. They are opened in a thread,
 * because opening can block without end, and not in the child, where it could not be cancelled.
 *
 * <p>Files that can be opened without changing anything are opened first, while a cancelled task
 * may still leave; files are created and emptied last.
 */
final class RedirectedFiles {
  private static final int MODE = 0666; // less the umask, as every program creates files
  private static final int NONE = -1;

  private final StartProcess asked;
  private final List<Redirection> streams;
  // Guarded by this: a cancelled task closes them while the thread still opens one.
  private final int[] descriptors = {NONE, NONE, NONE};
  private boolean closed;

  RedirectedFiles(StartProcess asked) {
    this.asked = asked;
    this.streams = List.of(asked.input(), asked.output(), asked.error());
  }

  /**
   * Whether a file that is not yet open is a FIFO or a device, whose opening may block for ever.
   */
  boolean mayWait() {
    for (int standard = 0; standard < streams.size(); standard++) {
      if (mayWait(standard)) {
        return true;
      }
    }
    return false;
  }

  private boolean mayWait(int standard) {
    Path path = path(standard);
    return path != null
        && descriptor(standard) == NONE
        && Files.exists(path)
        && !Files.isRegularFile(path)
        && !Files.isDirectory(path);
  }

  private @Nullable Path path(int standard) {
    return switch (streams.get(standard)) {
      case Redirection.FromFile(var path) -> path;
      case Redirection.ToFile(var path, var _) -> path;
      case Redirection.Pipe _,
          Redirection.Inherit _,
          Redirection.Nothing _,
          Redirection.FromPipe _,
          Redirection.WithOutput _ ->
          null;
    };
  }

  /** Opens the files whose opening may block for ever. Changes nothing. */
  void openThoseThatWait(ProcessThreads.Progress progress) throws IOException {
    var calls = new FileCalls(new SystemCalls());
    for (int standard = 0; standard < streams.size() && !progress.isLeft(); standard++) {
      if (mayWait(standard)) {
        open(calls, standard, 0);
      }
    }
  }

  /**
   * Opens the other files, creating and emptying them where requested.
   *
   * @return false if the task has left: then nothing was created or emptied
   */
  boolean openAll(ProcessThreads.Progress progress) throws IOException {
    var calls = new FileCalls(new SystemCalls());
    for (int standard = 0; standard < streams.size(); standard++) {
      Path path = path(standard);
      if (path != null
          && descriptor(standard) == NONE
          && (streams.get(standard) instanceof Redirection.FromFile || Files.exists(path))) {
        open(calls, standard, 0);
      }
    }
    if (!progress.commit()) {
      return false;
    }
    for (int standard = 0; standard < streams.size(); standard++) {
      if (streams.get(standard) instanceof Redirection.ToFile(var _, var append)) {
        if (descriptor(standard) == NONE) {
          open(calls, standard, FileCalls.O_CREAT | (append ? 0 : FileCalls.O_TRUNC));
        } else if (!append && calls.isRegular(descriptor(standard))) {
          check(standard, calls.truncate(descriptor(standard), 0));
        }
      }
    }
    return true;
  }

  private void open(FileCalls calls, int standard, int more) throws IOException {
    Redirection redirection = streams.get(standard);
    int flags =
        redirection instanceof Redirection.ToFile(var _, var append)
            ? FileCalls.O_WRONLY | (append ? FileCalls.O_APPEND : 0) | more
            : FileCalls.O_RDONLY;
    Path path = path(standard);
    if (path != null) {
      byte[] name = NativeText.encode(NativeText.of(path.toAbsolutePath()));
      // A terminal must not become the one whose signals this program gets.
      int descriptor = calls.open(name, flags | FileCalls.O_NOCTTY, MODE);
      check(standard, descriptor);
      keep(calls, standard, descriptor);
    }
  }

  private void check(int standard, int result) throws IOException {
    Path path = path(standard);
    if (result < 0 && path != null) {
      throw StartFailures.redirection(asked, standard, path, result);
    }
  }

  private synchronized void keep(FileCalls calls, int standard, int descriptor) {
    if (closed) {
      int _ = calls.close(descriptor);
    } else {
      descriptors[standard] = descriptor;
    }
  }

  /** The descriptor for a standard stream; -1 if that is not a file, or not open. */
  synchronized int descriptor(int standard) {
    return descriptors[standard];
  }

  /**
   * Closes the files that are open, and those that a thread still opens. On the kernel's thread.
   */
  synchronized void close(SystemCalls calls) {
    closed = true;
    for (int standard = 0; standard < descriptors.length; standard++) {
      if (descriptors[standard] != NONE) {
        int _ = calls.close(descriptors[standard]);
        descriptors[standard] = NONE;
      }
    }
  }
}
