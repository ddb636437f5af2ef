package dev.gonzo.kernel.driver.nio;

import dev.gonzo.kernel.driver.StartFailures;
import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.kernel.loop.ProcessThreads;
import dev.gonzo.trap.ProcessTrap.StartProcess;
import dev.gonzo.trap.Redirection;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The start of one process, in a thread, because the JDK blocks in it. A start that has begun is
 * not undone by a cancellation: the task gets the process, and the cancellation waits for the next
 * checkpoint.
 */
final class ChildStart implements AutoCloseable {
  private static final File NOTHING = new File(File.separatorChar == '\\' ? "NUL" : "/dev/null");
  // The system knows no empty name of a directory, which Path.of("") would become.
  private static final File HERE = new File(".");
  // In the messages of the JDK: "error=2, No such file", "Exec failed, error: 2 (No such file)".
  private static final Pattern ERROR_NUMBER = Pattern.compile("error[=:] ?(\\d+)");

  private final StartProcess asked;
  private final ChildFifos fifos;

  ChildStart(StartProcess asked) {
    this.asked = asked;
    this.fifos = new ChildFifos(asked);
  }

  /** Starts the process; then {@link #carry}. On the task's own stack. */
  Process start(LoopTask<?> task, ProcessThreads threads, PipeThreads carrying) throws Exception {
    Process process =
        threads.<@Nullable Process>run(
            task, asked, progress -> fifos.mayWait() ? null : start(progress));
    if (process == null) {
      threads.<@Nullable Void>runPatiently(
          task,
          asked,
          progress -> {
            fifos.open(progress);
            return null;
          });
      fifos.reserve(task, carrying);
      process = Objects.requireNonNull(threads.<@Nullable Process>run(task, asked, this::start));
    }
    return process;
  }

  /** Connects the FIFOs that it reads and writes. */
  void carry(Process process) {
    fifos.carry(process);
  }

  @Override
  public void close() {
    fifos.close();
  }

  /** Starts the process in a thread; returns null if the task has left. */
  private @Nullable Process start(ProcessThreads.Progress progress) throws IOException {
    ProcessBuilder builder = builder();
    Optional<IOException> noProgram = StartFailures.withoutInterpreter(asked);
    if (noProgram.isPresent()) {
      throw noProgram.get();
    }
    if (!progress.commit()) {
      return null;
    }
    try {
      return builder.start();
    } catch (IOException failure) {
      throw explained(failure);
    }
  }

  private IOException explained(IOException failure) {
    IOException explained = StartFailures.of(asked, errorNumber(failure));
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof FileNotFoundException file) {
        explained = StartFailures.redirection(asked, file);
      }
    }
    if (explained.getCause() == null) {
      explained.initCause(failure);
    }
    return explained;
  }

  private static int errorNumber(IOException failure) {
    Matcher number = ERROR_NUMBER.matcher(String.valueOf(failure.getMessage()));
    return number.find() ? Integer.parseInt(number.group(1)) : 0;
  }

  private ProcessBuilder builder() {
    var builder = new ProcessBuilder(asked.command().stream().map(JdkText::of).toList());
    Path directory = asked.directory();
    if (directory != null) {
      builder.directory(directory.toString().isEmpty() ? HERE : JdkText.of(directory));
    }
    // Unchanged variables are not set again, because the JDK keeps them as bytes.
    Map<String, String> environment = builder.environment();
    Map<String, String> variables = asked.environment().variables();
    if (!asked.environment().inherited()) {
      environment.keySet().retainAll(variables.keySet());
    }
    asked.environment().removed().forEach(environment::remove);
    variables.forEach((name, value) -> {
      if (!value.equals(environment.get(name))) {
        environment.put(JdkText.of(name), JdkText.of(value));
      }
    });
    return builder
        .redirectInput(redirect(0, ProcessBuilder.Redirect.from(NOTHING)))
        .redirectOutput(redirect(1, ProcessBuilder.Redirect.DISCARD))
        .redirectError(redirect(2, ProcessBuilder.Redirect.DISCARD))
        .redirectErrorStream(asked.error() instanceof Redirection.WithOutput);
  }

  private ProcessBuilder.Redirect redirect(int standard, ProcessBuilder.Redirect nothing) {
    if (fifos.isOpen(standard)) {
      return ProcessBuilder.Redirect.PIPE;
    }
    return switch (List.of(asked.input(), asked.output(), asked.error()).get(standard)) {
      case Redirection.Inherit _ -> ProcessBuilder.Redirect.INHERIT;
      case Redirection.FromFile(var path) -> ProcessBuilder.Redirect.from(JdkText.of(path));
      case Redirection.ToFile(var path, var append) ->
          append
              ? ProcessBuilder.Redirect.appendTo(JdkText.of(path))
              : ProcessBuilder.Redirect.to(JdkText.of(path));
      case Redirection.Pipe _, Redirection.FromPipe _, Redirection.WithOutput _ ->
          ProcessBuilder.Redirect.PIPE;
      case Redirection.Nothing _ -> nothing;
    };
  }
}
