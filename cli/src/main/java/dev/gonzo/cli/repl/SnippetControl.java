package dev.gonzo.cli.repl;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import jdk.jshell.execution.DirectExecutionControl;
import org.jspecify.annotations.Nullable;

/**
 * How JShell runs snippets: each in a task of the session's kernel. All of its methods are called
 * by the thread that evaluates, but for {@link #cancel}.
 */
final class SnippetControl extends DirectExecutionControl {
  /** How the last snippet has ended. */
  sealed interface End {
    /** With a value, or without. */
    record Normal() implements End {}

    /** With an exception. */
    record Threw(Throwable failure) implements End {}

    /**
     * It was cancelled.
     *
     * @param hasEnded false if it goes on as a background task
     */
    record Interrupted(boolean hasEnded) implements End {}
  }

  private final SnippetLoader loader;
  private final SessionKernel kernel;
  private final TaskStop stop;
  private final Supplier<String> names;
  private End end = new End.Normal();
  // Whether Ctrl-C applies to what is evaluated now.
  private boolean cancelled;
  private @Nullable SnippetRun run;

  /**
   * Creates what runs the snippets of a session.
   *
   * @param loader loads the classes
   * @param kernel runs the snippets
   * @param stop stops them
   * @param names names the task of the next snippet
   */
  SnippetControl(
      SnippetLoader loader, SessionKernel kernel, TaskStop stop, Supplier<String> names) {
    super(loader);
    this.loader = loader;
    this.kernel = kernel;
    this.stop = stop;
    this.names = names;
  }

  /** Begins an evaluation: a cancellation of an earlier one is over. */
  synchronized void begin() {
    cancelled = false;
    end = new End.Normal();
  }

  /** {@return how the snippet that was evaluated last has ended} */
  End end() {
    return end;
  }

  /**
   * Cancels the snippet that is evaluated now, even if it is still compiled. Any thread.
   *
   * @param leave whether not even its end is waited for
   */
  synchronized void cancel(boolean leave) {
    cancelled = true;
    if (run != null && leave) {
      run.leave();
    } else if (run != null) {
      run.cancel();
    }
  }

  private synchronized SnippetRun next() {
    var next = new SnippetRun(kernel);
    run = next;
    if (cancelled) {
      next.cancel();
    }
    return next;
  }

  private synchronized void over() {
    run = null;
  }

  @Override
  protected String invoke(Method snippet) throws Exception {
    return inTask(
        names.get(),
        () -> {
          // What a snippet starts finds its classes too.
          Thread.currentThread().setContextClassLoader(loader.loader());
          return valueString(snippet.invoke(null));
        });
  }

  @Override
  public String varValue(String className, String variable)
      throws RunException, EngineTerminationException, InternalException {
    // The value's toString may suspend.
    try {
      return inTask("value of " + variable, () -> super.varValue(className, variable));
    } catch (RunException | EngineTerminationException | InternalException failure) {
      throw failure;
    } catch (Exception failure) {
      throw new InternalException(failure.toString());
    }
  }

  private String inTask(String name, Callable<String> body) throws Exception {
    var next = next();
    try {
      Optional<String> value = next.run(name, unwrapped(body), stop);
      if (value.isEmpty()) {
        end = new End.Interrupted(next.hasEnded());
        throw new StoppedException();
      }
      return value.get();
    } catch (StoppedException stopped) {
      throw stopped;
    } catch (Throwable failure) {
      end = new End.Threw(failure);
      throw failure instanceof RunException known ? known : new InvocationTargetException(failure);
    } finally {
      over();
    }
  }

  /** Throws what the snippet throws itself: the kernel must see a cancellation as what it is. */
  private static Callable<String> unwrapped(Callable<String> body) {
    return () -> {
      try {
        return body.call();
      } catch (InvocationTargetException wrapper) {
        switch (wrapper.getCause()) {
          case Error error -> throw error;
          case Exception exception -> throw exception;
          case null, default -> throw wrapper;
        }
      }
    };
  }

  @Override
  public void stop() {
    cancel(false);
  }

  @Override
  public void close() {
    try {
      loader.close();
    } catch (IOException failure) {
      // the jars are closed with the process
    }
  }
}
