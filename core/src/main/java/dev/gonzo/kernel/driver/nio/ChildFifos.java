package dev.gonzo.kernel.driver.nio;

import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.kernel.loop.ProcessThreads;
import dev.gonzo.trap.ProcessTrap.StartProcess;
import dev.gonzo.trap.Redirection;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The FIFOs that a process reads and writes. The JDK would wait for their other ends in the middle
 * of a start, where it could not be cancelled. So they are opened here beforehand, and threads copy
 * the bytes between them and the pipes of the process.
 */
final class ChildFifos {
  private static final int KIND = 0170000;
  private static final int FIFO = 0010000;

  private final List<Redirection> streams;
  // Guarded by this: a cancelled task closes them while the thread still opens one.
  private final @Nullable Closeable[] opened = new @Nullable Closeable[3];
  // The threads that will copy the bytes, for the same places. On the kernel's thread.
  private final @Nullable PipeThread[] copiers = new @Nullable PipeThread[3];
  private boolean closed;

  ChildFifos(StartProcess asked) {
    streams = List.of(asked.input(), asked.output(), asked.error());
  }

  /** Whether a FIFO is not open yet. In a thread. */
  boolean mayWait() {
    for (int standard = 0; standard < streams.size(); standard++) {
      if (opened(standard) == null && isFifo(streams.get(standard))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isFifo(Redirection redirection) {
    return switch (redirection) {
      case Redirection.FromFile(var path) -> isFifo(path);
      case Redirection.ToFile(var path, var _) -> isFifo(path);
      case Redirection.Pipe _,
          Redirection.Inherit _,
          Redirection.Nothing _,
          Redirection.FromPipe _,
          Redirection.WithOutput _ ->
          false;
    };
  }

  private static boolean isFifo(Path path) {
    try {
      return Files.getAttribute(path, "unix:mode") instanceof Integer mode && (mode & KIND) == FIFO;
    } catch (IOException | UnsupportedOperationException none) {
      return false;
    }
  }

  /** Opens all of them. In a thread. */
  void open(ProcessThreads.Progress progress) throws IOException {
    for (int standard = 0; standard < streams.size() && !progress.isLeft(); standard++) {
      Redirection redirection = streams.get(standard);
      if (isFifo(redirection)) {
        if (redirection instanceof Redirection.FromFile(var path)) {
          keep(standard, Files.newInputStream(path));
        } else if (redirection instanceof Redirection.ToFile(var path, var _)) {
          keep(standard, Files.newOutputStream(path, StandardOpenOption.WRITE));
        }
      }
    }
  }

  private synchronized void keep(int standard, Closeable stream) throws IOException {
    if (closed) {
      stream.close();
    } else {
      opened[standard] = stream;
    }
  }

  synchronized boolean isOpen(int standard) {
    return opened[standard] != null;
  }

  private synchronized @Nullable Closeable opened(int standard) {
    return opened[standard];
  }

  /**
   * Gets the threads that will copy the bytes, before the process runs. On the task's own stack.
   *
   * @throws IOException if the system has no thread
   */
  void reserve(LoopTask<?> task, PipeThreads threads) throws Exception {
    for (int standard = 0; standard < copiers.length; standard++) {
      if (isOpen(standard)) {
        copiers[standard] = threads.reserve(task);
      }
    }
  }

  /** Lets the threads copy the bytes; they close the FIFOs. */
  synchronized void carry(Process process) {
    if (opened[0] instanceof InputStream fifo) {
      // A thread that blocks on the FIFO would stay there after the process has ended.
      var _ = process.onExit().thenRun(() -> close(fifo));
      carry(0, fifo, process.getOutputStream());
    }
    if (opened[1] instanceof OutputStream fifo) {
      carry(1, process.getInputStream(), fifo);
    }
    if (opened[2] instanceof OutputStream fifo) {
      carry(2, process.getErrorStream(), fifo);
    }
  }

  private void carry(int standard, InputStream source, OutputStream target) {
    PipeThread copier = Objects.requireNonNull(copiers[standard], "reserved before the start");
    copier.end(() -> carry(source, target));
    opened[standard] = null;
  }

  private static void carry(InputStream source, OutputStream target) {
    var piece = new byte[1 << 16];
    try (source;
        target) {
      for (int count; (count = source.read(piece)) >= 0; ) {
        target.write(piece, 0, count);
        target.flush();
      }
    } catch (IOException oneOfThemHasEnded) {
      // The exit status of that process shows it.
    }
  }

  /**
   * Closes the FIFOs that no thread copies yet, and those that a thread still opens, and lets idle
   * threads end.
   */
  synchronized void close() {
    closed = true;
    for (PipeThread copier : copiers) {
      if (copier != null) {
        copier.end(() -> {});
      }
    }
    for (Closeable stream : opened) {
      if (stream != null) {
        close(stream);
      }
    }
  }

  private static void close(Closeable stream) {
    try {
      stream.close();
    } catch (IOException gone) {
      // It is closed anyway.
    }
  }
}
