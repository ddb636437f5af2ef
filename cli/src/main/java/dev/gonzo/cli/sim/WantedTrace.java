package dev.gonzo.cli.sim;

import dev.gonzo.cli.history.Timeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The trace and the timeline that a user wants of one history. */
final class WantedTrace {
  private final Request request;
  private final Path file;
  private final Report report;

  /**
   * Prepares to write them.
   *
   * @param directory where the trace is if only the timeline is wanted
   */
  WantedTrace(Request request, Path directory, Report report) {
    this.request = request;
    this.file = request.trace().orElse(directory.resolve("history.trace"));
    this.report = report;
  }

  boolean areWanted() {
    return request.trace().isPresent() || request.timeline().isPresent();
  }

  /** A task with the trace, if it is wanted. */
  Task of(Task task) {
    return areWanted() ? task.withTrace(file.toAbsolutePath().toString()) : task;
  }

  /** Reports where the trace is that a worker has written, and draws the timeline. */
  void written() throws IOException {
    if (!areWanted() || Files.notExists(file)) {
      return; // the worker was lost before it began
    }
    request.trace().ifPresent(report::trace);
    if (request.timeline().isPresent()) {
      Path html = request.timeline().get();
      long _ = Timeline.write(file, html);
      report.timeline(html);
    }
  }
}
