package dev.gonzo.trap;

import java.nio.file.Path;

/** What one of a process's three standard streams is. */
public sealed interface Redirection {
  /** A pipe, whose other end is ours. */
  record Pipe() implements Redirection {}

  /** The same as ours. */
  record Inherit() implements Redirection {}

  /** Nothing: an empty input, or an output that goes nowhere. */
  record Nothing() implements Redirection {}

  /**
   * A file that is read.
   *
   * @param path which
   */
  record FromFile(Path path) implements Redirection {}

  /**
   * A file that is written, and made if it is not there.
   *
   * @param path which
   * @param append whether after what is in it; otherwise it is emptied
   */
  record ToFile(Path path, boolean append) implements Redirection {}

  /**
   * Of the standard input: what another process writes. Our end of that pipe is handed over: when
   * the process has started, its handle is closed.
   *
   * @param output from {@link StartedProcess#output}; nobody may be receiving from it
   */
  record FromPipe(Handle output) implements Redirection {}

  /** Of the standard error: wherever the standard output goes. */
  record WithOutput() implements Redirection {}
}
