package dev.gonzo.process;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What the processes of a pipeline have written until their ends, and how they ended.
 *
 * @param status how they ended
 * @param output the standard output of the last; empty if that was no pipe
 * @param errors the standard error of each, the first one first; empty where that was no pipe
 */
@SuppressWarnings("ArrayRecordComponent") // handed over to the caller, who owns them
public record CapturedPipeline(PipelineStatus status, byte[] output, List<byte[]> errors) {
  /** Makes one. */
  public CapturedPipeline {
    errors = List.copyOf(errors);
  }

  /** {@return the standard output of the last as text in UTF-8} */
  public String outputText() {
    return new String(output, StandardCharsets.UTF_8);
  }

  /**
   * The standard error of one of them as text in UTF-8.
   *
   * @param process which, from 0
   * @return what it wrote
   */
  public String errorText(int process) {
    return new String(errors.get(process), StandardCharsets.UTF_8);
  }
}
