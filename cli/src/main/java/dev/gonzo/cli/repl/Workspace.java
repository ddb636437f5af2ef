package dev.gonzo.cli.repl;

import dev.gonzo.Gonzo;
import dev.gonzo.Outcome;
import dev.gonzo.Task;
import dev.gonzo.report.Text;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * A kernel, and the JShell whose snippets run on it: what {@code /reset} replaces. JShell starts in
 * a thread of its own, so that the user can type meanwhile.
 */
final class Workspace {
  private final Settings settings;
  private final Output output;
  private final SnippetLoader loader;
  private final StopChecks checks;
  private final SessionKernel kernel;
  private final TaskStop stop;
  private final CompletableFuture<Engine> engine = new CompletableFuture<>();

  /**
   * Starts both, without waiting for them.
   *
   * @throws IllegalArgumentException if there is no kernel of that name
   * @throws UnsupportedOperationException if it does not work here
   */
  Workspace(Settings settings, Output output) {
    this.settings = settings;
    this.output = output;
    this.loader = new SnippetLoader(Workspace.class.getClassLoader());
    this.checks = new StopChecks(loader.checkField());
    this.kernel = SessionKernel.start(settings.kernel(), new SessionTasks(this::failed));
    this.stop = new TaskStop(kernel, checks, line -> output.error("|  " + translated(line)));
    var _ = Thread.ofPlatform().daemon().name("gonzo-repl-compiler").start(this::startEngine);
  }

  private void startEngine() {
    try {
      var started = new Engine(loader, kernel, stop, settings.classPath());
      started.begin();
      engine.complete(started);
    } catch (Throwable failure) {
      engine.completeExceptionally(failure);
    }
  }

  SessionKernel kernel() {
    return kernel;
  }

  TaskStop stop() {
    return stop;
  }

  /**
   * {@return JShell, when it has started}
   *
   * @throws IllegalStateException if it could not start, or the kernel could not
   */
  Engine engine() {
    try {
      return engine.get();
    } catch (ExecutionException failure) {
      Throwable cause = failure.getCause();
      throw cause instanceof IllegalStateException known
          ? known
          : new IllegalStateException("JShell could not start: " + cause, cause);
    } catch (InterruptedException interrupt) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while JShell started", interrupt);
    }
  }

  /** Cancels what is evaluated now, if anything is. Any thread. */
  void cancel(boolean leave) {
    if (engine.isDone() && !engine.isCompletedExceptionally()) {
      engine.join().cancel(leave);
    }
  }

  /** {@return the text with the places in snippets that are known} Any thread. */
  String translated(String text) {
    return engine.isDone() && !engine.isCompletedExceptionally()
        ? engine.join().frames().translated(text)
        : text;
  }

  /** Reports a task that has failed, unless one that waits for it gets the failure. */
  private void failed(Task<?> task) {
    var _ =
        kernel.submitHidden(
            "report of " + task.name(),
            () -> {
              Gonzo.yieldNow(); // a task that waits for it goes on first
              if (!task.isJoined() && task.awaitEnd() instanceof Outcome.Failure<?>(var cause)) {
                report(task, cause);
              }
              return "";
            });
  }

  private void report(Task<?> task, Throwable cause) {
    String stack = translated(settings.stacks().apply(cause)).strip();
    ("task " + task.name() + " failed: " + stack)
        .lines()
        .forEach(line -> output.error("|  " + Text.visibleLines(line)));
  }

  /** Ends both; see {@link SessionKernel#close}. */
  Ending close() {
    Ending ending = kernel.close(checks);
    if (engine.isDone() && !engine.isCompletedExceptionally()) {
      engine.join().close();
    }
    return ending;
  }
}
