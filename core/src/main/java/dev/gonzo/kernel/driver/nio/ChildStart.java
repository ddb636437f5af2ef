package dev.gonzo.kernel.driver.nio;

import dev.gonzo.kernel.LoopTask;
import dev.gonzo.kernel.Undo;
import dev.gonzo.trap.Redirection;
import dev.gonzo.trap.StartProcess;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;

/**
 * The start of one process, in a thread, because the JDK waits in it. One that has begun is not
 * taken back: the task is told of the process, and the cancellation waits.
 *
 * <p>Kernel thread only, but for {@link #run}.
 */
final class ChildStart implements Undo {
  private static final File NOTHING = new File(File.separatorChar == '\\' ? "NUL" : "/dev/null");

  private final NioDriver driver;
  private final Children children;
  private final LoopTask<?> task;
  private final StartProcess asked;
  private boolean begun;
  private boolean withdrawn;

  ChildStart(
      NioDriver driver,
      Children children,
      PipeThreads threads,
      LoopTask<?> task,
      StartProcess asked) {
    this.driver = driver;
    this.children = children;
    this.task = task;
    this.asked = asked;
    driver.soon(() -> begin(threads));
  }

  private void begin(PipeThreads threads) {
    // Where the task could not be suspended, or was cancelled, nothing is to be started.
    if (!withdrawn) {
      begun = true;
      threads.execute(this::run);
    }
  }

  @Override
  public boolean undo() {
    withdrawn = !begun;
    return withdrawn;
  }

  private void run() {
    Process process;
    try {
      process = builder().start();
    } catch (IOException | RuntimeException failure) {
      driver.tell(() -> task.raise(explained(failure)));
      return;
    }
    driver.tell(() -> task.resume(children.started(process, asked)));
  }

  private Exception explained(Exception failure) {
    if (!(failure instanceof IOException)) {
      return failure;
    }
    String message = "cannot start " + asked.command().getFirst() + ": ";
    String known =
        asked.directory() != null && !Files.isDirectory(asked.directory())
            ? "its directory " + asked.directory() + " is not there"
            : "the program is not there, or may not be run";
    return new IOException(message + known, failure);
  }

  private ProcessBuilder builder() {
    var builder = new ProcessBuilder(asked.command());
    if (asked.directory() != null) {
      builder.directory(asked.directory().toFile());
    }
    Map<String, String> environment = builder.environment();
    environment.clear();
    environment.putAll(asked.environment());
    return builder
        .redirectInput(redirect(asked.input(), ProcessBuilder.Redirect.from(NOTHING)))
        .redirectOutput(redirect(asked.output(), ProcessBuilder.Redirect.DISCARD))
        .redirectError(redirect(asked.error(), ProcessBuilder.Redirect.DISCARD))
        .redirectErrorStream(asked.error() instanceof Redirection.WithOutput);
  }

  private static ProcessBuilder.Redirect redirect(
      Redirection redirection, ProcessBuilder.Redirect nothing) {
    return switch (redirection) {
      case Redirection.Inherit _ -> ProcessBuilder.Redirect.INHERIT;
      case Redirection.FromFile(var path) -> ProcessBuilder.Redirect.from(path.toFile());
      case Redirection.ToFile(var path, var append) ->
          append
              ? ProcessBuilder.Redirect.appendTo(path.toFile())
              : ProcessBuilder.Redirect.to(path.toFile());
      case Redirection.Pipe _, Redirection.FromPipe _, Redirection.WithOutput _ ->
          ProcessBuilder.Redirect.PIPE;
      case Redirection.Nothing _ -> nothing;
    };
  }
}
