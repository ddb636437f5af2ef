package dev.gonzo.process;

import java.util.List;

/**
 * How the processes of a pipeline have ended.
 *
 * @param each how each has, the first one first
 */
public record PipelineStatus(List<ExitStatus> each) {
  /** Makes one. */
  public PipelineStatus {
    each = List.copyOf(each);
  }

  /**
   * {@return whether all of them ended with status 0} One that wrote to who reads no more was ended
   * by a signal (SIGPIPE, 13), as the first of {@code yes | head}.
   */
  public boolean isSuccess() {
    return each.stream().allMatch(ExitStatus::isSuccess);
  }

  /**
   * {@return the status of the last one that did not succeed, or else success} What a shell answers
   * under {@code pipefail}.
   */
  public ExitStatus decisive() {
    return each.reversed().stream()
        .filter(status -> !status.isSuccess())
        .findFirst()
        .orElse(new ExitStatus.Exited(0));
  }
}
