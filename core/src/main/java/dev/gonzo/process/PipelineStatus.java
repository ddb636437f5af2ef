package dev.gonzo.process;

import java.util.List;

/**
 * The exit statuses of the processes of a pipeline.
 *
 * @param each the exit status of each process, in order
 */
public record PipelineStatus(List<ExitStatus> each) {
  /** Copies the list. */
  public PipelineStatus {
    each = List.copyOf(each);
  }

  /**
   * {@return whether all processes exited with status 0} A process that wrote to a pipe whose
   * reader had ended was ended by a signal (SIGPIPE, 13), like the first one of {@code yes | head}.
   */
  public boolean isSuccess() {
    return each.stream().allMatch(ExitStatus::isSuccess);
  }

  /**
   * {@return the status of the last process that did not succeed, or else success} The same as the
   * result of a shell with {@code pipefail}.
   */
  public ExitStatus decisive() {
    return each.reversed().stream()
        .filter(status -> !status.isSuccess())
        .findFirst()
        .orElse(new ExitStatus.Exited(0));
  }
}
