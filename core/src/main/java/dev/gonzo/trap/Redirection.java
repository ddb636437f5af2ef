package dev.gonzo.trap;

import dev.gonzo.trap.ProcessTrap.StartedProcess;
import java.nio.file.Path;

/** Where one of a process's three standard streams comes from or goes to. */
public sealed interface Redirection {
  /** A pipe, whose other end is ours. */
  record Pipe() implements Redirection {}

  /** Our own standard stream. */
  record Inherit() implements Redirection {}

  /** Nothing: an empty input, or an output that goes nowhere. */
  record Nothing() implements Redirection {}

  /**
   * A file to read from.
   *
   * @param path the path of the file
   */
  record FromFile(Path path) implements Redirection {}

  /**
   * A file to write to, created if it does not exist.
   *
   * @param path the path of the file
   * @param append whether to append to the file; otherwise it is emptied first
   */
  record ToFile(Path path, boolean append) implements Redirection {}

  /**
   * For the standard input: the output of another process. Our end of that pipe is handed over to
   * the new process: once that has started, the handle is closed here.
   *
   * @param output a handle from {@link StartedProcess#output}; no task may be receiving from it
   */
  record FromPipe(Handle output) implements Redirection {}

  /** For the standard error: the destination of the standard output. */
  record WithOutput() implements Redirection {}
}
