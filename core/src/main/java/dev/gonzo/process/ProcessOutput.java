package dev.gonzo.process;

import java.nio.charset.StandardCharsets;

/**
 * The complete output of a process, and its exit status.
 *
 * @param status its exit status
 * @param output its standard output; empty if that was not a pipe
 * @param error its standard error; empty if that was not a pipe
 */
@SuppressWarnings("ArrayRecordComponent") // the caller owns the arrays
public record ProcessOutput(ExitStatus status, byte[] output, byte[] error) {
  /** {@return its standard output as text in UTF-8} */
  public String outputText() {
    return new String(output, StandardCharsets.UTF_8);
  }

  /** {@return its standard error as text in UTF-8} */
  public String errorText() {
    return new String(error, StandardCharsets.UTF_8);
  }
}
