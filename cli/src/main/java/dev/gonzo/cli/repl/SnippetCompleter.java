package dev.gonzo.cli.repl;

import dev.gonzo.report.Text;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import jdk.jshell.MethodSnippet;
import jdk.jshell.SourceCodeAnalysis.Documentation;
import jdk.jshell.SourceCodeAnalysis.Suggestion;
import jdk.jshell.TypeDeclSnippet;
import jdk.jshell.VarSnippet;
import org.jline.builtins.Completers.FileNameCompleter;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

/**
 * Completes Java as JShell does, and commands with their arguments. Where nothing can be completed
 * inside a call, it shows what the method takes.
 */
final class SnippetCompleter implements Completer {
  private static final int MOST_SIGNATURES = 20;

  private final Supplier<Session> session;
  private final FileNameCompleter files = new FileNameCompleter();

  SnippetCompleter(Supplier<Session> session) {
    this.session = session;
  }

  @Override
  public void complete(LineReader reader, ParsedLine parsed, List<Candidate> candidates) {
    if (!(parsed instanceof SnippetLine line)) {
      return;
    }
    try {
      if (LineCollector.isCommand(line.line())) {
        completeCommand(reader, line, candidates);
      } else {
        completeJava(reader, line, candidates);
      }
    } catch (IllegalStateException failure) {
      // JShell could not start: the next evaluation says so
    }
  }

  private void completeCommand(LineReader reader, SnippetLine line, List<Candidate> candidates) {
    if (line.start() == 0) {
      session.get().commandNames().forEach(name -> candidates.add(new Candidate(name)));
      return;
    }
    String command = line.line().substring(0, line.start()).strip();
    switch (command) {
      case "/open", "/save" -> files.complete(reader, line, candidates);
      case "/cancel", "/where" ->
          add(
              candidates,
              session.get().workspace().kernel().tasks().list().stream()
                  .map(task -> Text.visible(task.name())));
      case "/list", "/drop" -> add(candidates, names());
      case "/help" -> add(candidates, session.get().commandNames().stream());
      default -> {}
    }
  }

  private Stream<String> names() {
    return session
        .get()
        .engine()
        .active()
        .flatMap(snippet ->
            switch (snippet) {
              case VarSnippet variable -> Stream.of(variable.name());
              case MethodSnippet method -> Stream.of(method.name());
              case TypeDeclSnippet type -> Stream.of(type.name());
              default -> Stream.<String>of();
            });
  }

  private static void add(List<Candidate> candidates, Stream<String> names) {
    names.distinct().forEach(name -> candidates.add(new Candidate(name)));
  }

  private void completeJava(LineReader reader, SnippetLine line, List<Candidate> candidates) {
    int[] anchor = {line.start()};
    List<Suggestion> suggestions =
        session.get().engine().analysis().completionSuggestions(line.line(), line.cursor(), anchor);
    List<Suggestion> fitting = suggestions.stream().filter(Suggestion::matchesType).toList();
    boolean anything = line.word().isEmpty() && fitting.isEmpty();
    if (anything && showSignatures(reader, line)) {
      return; // every name that there is would be no help
    }
    (line.word().isEmpty() && !fitting.isEmpty() ? fitting : suggestions)
        .stream()
            .map(suggestion -> word(line, anchor[0], suggestion.continuation()))
            .distinct()
            // The editor adds no space: a dot or a parenthesis may follow.
            .map(word -> new Candidate(word, word, null, null, null, null, false))
            .forEach(candidates::add);
    if (candidates.isEmpty()) {
      boolean _ = showSignatures(reader, line);
    }
  }

  /** JShell may replace more or less than the word before the cursor. */
  private static String word(SnippetLine line, int anchor, String continuation) {
    if (anchor >= line.start()) {
      return line.line().substring(line.start(), anchor) + continuation;
    }
    String before = line.line().substring(anchor, line.start());
    return continuation.startsWith(before) ? continuation.substring(before.length()) : continuation;
  }

  /** Shows what the method around the cursor takes. Returns whether there is one. */
  private boolean showSignatures(LineReader reader, SnippetLine line) {
    List<String> found =
        session.get().engine().analysis().documentation(line.line(), line.cursor(), false).stream()
            .map(Documentation::signature)
            .distinct()
            .limit(MOST_SIGNATURES)
            .toList();
    found.forEach(reader::printAbove);
    return !found.isEmpty();
  }
}
