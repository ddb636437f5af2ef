package dev.gonzo.process;

import java.nio.charset.StandardCharsets;

/**
 * What a process has written until its end, and how it ended.
 *
 * @param status how it ended
 * @param output its standard output; empty if that was no pipe
 * @param error its standard error; empty if that was no pipe
 */
@SuppressWarnings("ArrayRecordComponent") // handed over to the caller, who owns them
public record Captured(ExitStatus status, byte[] output, byte[] error) {
  /** {@return its standard output as text in UTF-8} */
  public String outputText() {
    return new String(output, StandardCharsets.UTF_8);
  }

  /** {@return its standard error as text in UTF-8} */
  public String errorText() {
    return new String(error, StandardCharsets.UTF_8);
  }
}
