package dev.gonzo.cli.repl;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.Completeness;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import jdk.jshell.VarSnippet;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.ExecutionControlProvider;
import jdk.jshell.spi.ExecutionEnv;
import org.jspecify.annotations.Nullable;

/**
 * JShell with the session's way to run snippets. One thread at a time may call it, but for {@link
 * #cancel}.
 */
final class Engine implements AutoCloseable {
  private final SnippetControl control;
  private final Frames frames = new Frames();
  private final JShell shell;
  private final SourceCodeAnalysis analysis;
  private boolean starting = true;
  private int ofStartup;
  private int ofUser;
  private int erroneous;
  private @Nullable Snippet last;

  /**
   * What became of a snippet.
   *
   * @param events what JShell reports: about the snippet itself first, then about others
   * @param end how its code has ended
   */
  record Evaluation(List<SnippetEvent> events, SnippetControl.End end) {
    /** {@return whether a script stops here} */
    boolean isFailure() {
      return !(end instanceof SnippetControl.End.Normal)
          || events.stream()
              .anyMatch(event ->
                  event.causeSnippet() == null && event.status() == Snippet.Status.REJECTED);
    }
  }

  /**
   * Starts JShell and evaluates the imports. Takes some tenths of a second.
   *
   * @param loader loads the classes of snippets
   * @param kernel runs them
   * @param stop stops them
   * @param classPath more jars and directories than the command has
   */
  Engine(SnippetLoader loader, SessionKernel kernel, TaskStop stop, Optional<String> classPath) {
    control = new SnippetControl(loader, kernel, stop, this::nameOfTask);
    shell =
        JShell.builder()
            .executionEngine(new Provider(control), Map.of())
            .fileManager(files -> PlainTypes.of(files, classPath))
            .idGenerator((snippet, _) -> nextId(snippet))
            .build();
    analysis = shell.sourceCodeAnalysis();
    classPath.ifPresent(loader::addToClasspath);
    control.begin();
    DefaultImports.present(loader.loader()).forEach(name -> shell.eval("import " + name + ";"));
  }

  private record Provider(SnippetControl control) implements ExecutionControlProvider {
    @Override
    public String name() {
      return "gonzo";
    }

    @Override
    public ExecutionControl generate(ExecutionEnv env, Map<String, String> parameters) {
      return control;
    }
  }

  private String nextId(Snippet snippet) {
    if (snippet.kind() == Snippet.Kind.ERRONEOUS) {
      return "e" + ++erroneous;
    }
    last = snippet;
    return starting ? "s" + ++ofStartup : Integer.toString(++ofUser);
  }

  /** Called just before a snippet runs, so that its places are known while it does. */
  private String nameOfTask() {
    Snippet next = last;
    if (next == null) {
      return "#";
    }
    learn(next);
    return "#" + next.id();
  }

  private void learn(Snippet snippet) {
    try {
      frames.learn(snippet, analysis.wrapper(snippet));
    } catch (IllegalArgumentException none) {
      // JShell has made no class of it
    }
  }

  Frames frames() {
    return frames;
  }

  /** Ends the startup: the snippets from now on are the user's. */
  void begin() {
    // The first snippet that runs loads much of the compiler: while the user still types.
    shell.eval("if (false) {}").forEach(event -> shell.drop(event.snippet()));
    starting = false;
  }

  /** {@return whether the text is a snippet, or the beginning of one, and what follows it} */
  CompletionInfo completion(String text) {
    return analysis.analyzeCompletion(text);
  }

  /** {@return whether more lines are needed before the text can be evaluated} */
  boolean isIncomplete(String text) {
    String rest = text;
    while (!rest.isBlank()) {
      CompletionInfo info = completion(rest);
      if (info.completeness() == Completeness.DEFINITELY_INCOMPLETE
          || info.completeness() == Completeness.CONSIDERED_INCOMPLETE) {
        return true;
      }
      if (info.remaining().length() >= rest.length()) {
        return false;
      }
      rest = info.remaining();
    }
    return false;
  }

  /** Splits a text into snippets; one that is incomplete is the last, and its errors say so. */
  List<String> snippets(String text) {
    var snippets = new ArrayList<String>();
    String rest = text;
    while (!rest.isBlank()) {
      CompletionInfo info = completion(rest);
      if (info.source() == null || info.remaining().length() >= rest.length()) {
        snippets.add(rest);
        break;
      }
      if (!info.source().isBlank()) {
        snippets.add(info.source());
      }
      rest = info.remaining();
    }
    return snippets;
  }

  /**
   * Evaluates one snippet, and waits for its end or its cancellation.
   *
   * @param snippet the snippet
   * @param cancelled whether it is cancelled already; a later cancellation comes by {@link #cancel}
   */
  Evaluation evaluate(String snippet, BooleanSupplier cancelled) {
    control.begin();
    if (cancelled.getAsBoolean()) {
      control.cancel(false);
    }
    List<SnippetEvent> events = shell.eval(snippet);
    events.stream().map(SnippetEvent::snippet).filter(this::isCode).forEach(this::learn);
    return new Evaluation(events, control.end());
  }

  private boolean isCode(Snippet snippet) {
    return shell.status(snippet).isDefined() && snippet.kind() != Snippet.Kind.IMPORT;
  }

  /** {@return the value of a variable, as text} Its {@code toString} runs in a task. */
  String value(VarSnippet variable) {
    control.begin();
    return shell.varValue(variable);
  }

  /** Drops a snippet, with what depends on it. */
  List<SnippetEvent> drop(Snippet snippet) {
    return shell.drop(snippet);
  }

  /** Cancels what is evaluated now. Any thread; see {@link SnippetControl#cancel}. */
  void cancel(boolean leave) {
    control.cancel(leave);
  }

  /** {@return all snippets in the order of their evaluation} */
  Stream<Snippet> all() {
    return shell.snippets();
  }

  /** {@return the snippets that are in force} */
  Stream<Snippet> active() {
    return shell.snippets().filter(snippet -> shell.status(snippet).isActive());
  }

  JShell shell() {
    return shell;
  }

  SourceCodeAnalysis analysis() {
    return analysis;
  }

  @Override
  public void close() {
    shell.close();
  }
}
