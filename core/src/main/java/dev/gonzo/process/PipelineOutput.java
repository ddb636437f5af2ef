package dev.gonzo.process;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The complete output of the processes of a pipeline, and their exit statuses.
 *
 * @param status their exit statuses
 * @param output the standard output of the last process; empty if that was not a pipe
 * @param errors the standard error of each process, in order; empty if that was not a pipe
 */
@SuppressWarnings("ArrayRecordComponent") // the caller owns the arrays
public record PipelineOutput(PipelineStatus status, byte[] output, List<byte[]> errors) {
  /** Copies the list. */
  public PipelineOutput {
    errors = List.copyOf(errors);
  }

  /** {@return the standard output of the last process as text in UTF-8} */
  public String outputText() {
    return new String(output, StandardCharsets.UTF_8);
  }

  /**
   * Returns the standard error of one process as text in UTF-8.
   *
   * @param process the index of the process, from 0
   * @return its standard error
   */
  public String errorText(int process) {
    return new String(errors.get(process), StandardCharsets.UTF_8);
  }
}
