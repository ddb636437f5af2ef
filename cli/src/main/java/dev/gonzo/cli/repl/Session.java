package dev.gonzo.cli.repl;

import dev.gonzo.report.Text;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A session of {@code gonzo repl}: takes commands and snippets, one after the other, and shows what
 * becomes of them. It knows neither a terminal nor a pipe. One thread at a time gives it input; any
 * thread may interrupt or close it.
 */
public final class Session implements AutoCloseable {
  /** What comes after an input. */
  public enum Next {
    /** The next input. */
    GO_ON,
    /** A script ends here: a snippet or a command has failed. */
    FAILED,
    /** The session ends. */
    EXIT
  }

  private final Settings settings;
  private final Output output;
  private final Commands commands;
  private final AtomicInteger interrupts = new AtomicInteger();
  private final Thread atExit;
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile Workspace workspace;
  private volatile CompletableFuture<@Nullable Void> left = new CompletableFuture<>();
  private volatile int status;

  private Session(Settings settings, Output output) {
    this.settings = settings;
    this.output = output;
    this.workspace = new Workspace(settings, output);
    this.commands = new Commands(this);
    this.atExit = new Thread(this::closeAtExit, "gonzo-repl-exit");
  }

  /**
   * Opens a session. Its kernel and JShell start in other threads. It is closed when the JVM ends,
   * too.
   *
   * @param settings how it is set up
   * @param output where it shows its results
   * @return the session
   * @throws IllegalArgumentException if there is no kernel of that name; the message lists the
   *     names
   * @throws UnsupportedOperationException if the kernel does not work here; the message says why
   */
  public static Session open(Settings settings, Output output) {
    var session = new Session(settings, output);
    Runtime.getRuntime().addShutdownHook(session.atExit);
    return session;
  }

  /**
   * Evaluates the startup script, if there is one.
   *
   * @return what comes next
   */
  public Next begin() {
    return settings.startup().map(file -> take("/open " + file)).orElse(Next.GO_ON);
  }

  /**
   * Takes one input: a command that begins with a slash, or snippets. Waits for its end.
   *
   * @param input the input, of any number of lines
   * @return what comes next
   */
  public Next take(String input) {
    interrupts.set(0);
    left = new CompletableFuture<>();
    Next next = takeNested(input);
    return interrupts.get() > 1 ? Next.EXIT : next;
  }

  /** Takes an input of a script that an input has opened. */
  Next takeNested(String input) {
    if (interrupts.get() > 0) {
      return Next.FAILED; // Ctrl-C is for the whole script
    }
    try {
      return LineCollector.isCommand(input) ? commands.run(input.strip()) : evaluate(input);
    } catch (IllegalStateException failure) {
      output.error("|  " + failure.getMessage());
      status = 1;
      return Next.EXIT;
    } catch (RuntimeException | AssertionError bug) {
      // of JShell or its compiler: the tasks in the background must not end by it
      output.error(
          "|  This input is more than the session can take: " + Text.visibleLines(bug.toString()));
      return Next.FAILED;
    }
  }

  private Next evaluate(String input) {
    Engine engine = engine();
    for (String snippet : engine.snippets(input)) {
      Engine.Evaluation evaluation = engine.evaluate(snippet, () -> interrupts.get() > 0);
      feedback().show(evaluation);
      if (evaluation.isFailure()) {
        return Next.FAILED;
      }
    }
    return Next.GO_ON;
  }

  /**
   * Cancels the input that is taken now, and never a task in the background. If it was called for
   * this input before, the session ends without waiting for it. Any thread; does not wait.
   */
  public void interrupt() {
    boolean again = interrupts.incrementAndGet() > 1;
    left.complete(null);
    workspace.cancel(again);
  }

  /**
   * {@return whether the text, which is no command, needs more lines}
   *
   * @param text the lines so far
   */
  public boolean isIncomplete(String text) {
    return engine().isIncomplete(text);
  }

  /** {@return the status with which the process should exit} */
  public int status() {
    return status;
  }

  /**
   * Ends the session: its tasks are cancelled, their clean-up is awaited for some seconds, and
   * sockets and files are closed. Without effect if it is closed.
   */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      show(workspace.close());
      try {
        boolean _ = Runtime.getRuntime().removeShutdownHook(atExit);
      } catch (IllegalStateException itRuns) {
        // this is called by it
      }
    }
  }

  private void closeAtExit() {
    // A snippet that calls System.exit has the kernel, and waits for this thread.
    boolean bySnippet =
        workspace.kernel().tasks().list().stream()
            .flatMap(task -> Arrays.stream(task.stack()))
            .anyMatch(frame ->
                frame.getClassName().equals("java.lang.Runtime")
                    && frame.getMethodName().equals("exit"));
    if (!bySnippet) {
      close();
    }
  }

  /** Ends all that the session has, and begins again. */
  void reset() {
    show(workspace.close());
    workspace = new Workspace(settings, output);
  }

  private void show(Ending ending) {
    ending.lines().forEach(line -> output.error("|  " + Text.visibleLines(translated(line))));
  }

  void exit(int newStatus) {
    status = newStatus;
  }

  /** Completes when the user does not want to wait for the end of a command. */
  CompletableFuture<?> left() {
    return left;
  }

  Workspace workspace() {
    return workspace;
  }

  Engine engine() {
    return workspace.engine();
  }

  Feedback feedback() {
    return new Feedback(engine(), settings.stacks(), output::line, output::error);
  }

  String translated(String text) {
    return workspace.translated(text);
  }

  Output output() {
    return output;
  }

  /** {@return the names of the commands, with their slash} */
  public List<String> commandNames() {
    return commands.names();
  }
}
