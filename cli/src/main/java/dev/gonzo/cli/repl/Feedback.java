package dev.gonzo.cli.repl;

import dev.gonzo.report.Text;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Function;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.Diag;
import jdk.jshell.ExpressionSnippet;
import jdk.jshell.MethodSnippet;
import jdk.jshell.Snippet;
import jdk.jshell.Snippet.Status;
import jdk.jshell.Snippet.SubKind;
import jdk.jshell.SnippetEvent;
import jdk.jshell.TypeDeclSnippet;
import jdk.jshell.UnresolvedReferenceException;
import jdk.jshell.VarSnippet;

/** Says what became of a snippet, as JShell does in its usual mode. */
final class Feedback {
  private final Engine engine;
  private final Function<Throwable, String> stacks;
  private final Consumer<String> out;
  private final Consumer<String> errors;

  /**
   * Creates the feedback of a session.
   *
   * @param engine has the snippets
   * @param stacks shows a failure, cut to the user's frames
   * @param out takes each line about what went well
   * @param errors takes each other line
   */
  Feedback(
      Engine engine,
      Function<Throwable, String> stacks,
      Consumer<String> out,
      Consumer<String> errors) {
    this.engine = engine;
    this.stacks = stacks;
    this.out = out;
    this.errors = errors;
  }

  /** Shows an evaluation. On the thread that evaluates. */
  void show(Engine.Evaluation evaluation) {
    boolean interrupted = evaluation.end() instanceof SnippetControl.End.Interrupted;
    for (SnippetEvent event : evaluation.events()) {
      if (event.causeSnippet() == null && interrupted) {
        continue; // it has no value
      }
      if (event.causeSnippet() == null) {
        showMain(event);
      } else {
        showUpdate(event);
      }
    }
    switch (evaluation.end()) {
      case SnippetControl.End.Normal() -> {}
      case SnippetControl.End.Interrupted(boolean hasEnded) ->
          complain(hasEnded ? "Cancelled." : "Not waited for any longer; /tasks shows it.");
      case SnippetControl.End.Threw(var failure) -> showFailure(evaluation, failure);
    }
  }

  private void showFailure(Engine.Evaluation evaluation, Throwable failure) {
    var unresolved =
        evaluation.events().stream()
            .map(SnippetEvent::exception)
            .filter(UnresolvedReferenceException.class::isInstance)
            .map(UnresolvedReferenceException.class::cast)
            .findFirst();
    if (unresolved.isPresent()) {
      DeclarationSnippet target = unresolved.get().getSnippet();
      complain("attempted to use " + named(target) + ", which needs " + missing(target));
      return;
    }
    complain("Exception " + stack(failure).strip());
  }

  /** {@return the stack of a failure, with the places in snippets} */
  String stack(Throwable failure) {
    return engine.frames().translated(stacks.apply(failure));
  }

  private void showMain(SnippetEvent event) {
    Snippet snippet = event.snippet();
    switch (event.status()) {
      case REJECTED -> showErrors(snippet);
      case VALID, RECOVERABLE_DEFINED, RECOVERABLE_NOT_DEFINED -> {
        if (event.exception() == null) {
          showDefinition(event, snippet);
        }
      }
      case OVERWRITTEN, DROPPED, NONEXISTENT -> {}
    }
  }

  private void showDefinition(SnippetEvent event, Snippet snippet) {
    String lacks = event.status() == Status.VALID ? "" : lacks(event);
    switch (snippet) {
      case VarSnippet variable -> {
        if (event.status() == Status.VALID && event.value() != null) {
          out.accept(variable.name() + " ==> " + Plain.value(event.value()));
        } else {
          say(verb(event) + " " + named(variable) + lacks);
        }
      }
      case ExpressionSnippet expression -> {
        if (event.value() != null && !event.value().isEmpty()) {
          out.accept(expression.name() + " ==> " + Plain.value(event.value()));
        }
      }
      case DeclarationSnippet declared -> say(verb(event) + " " + named(declared) + lacks);
      default -> {}
    }
  }

  private void showUpdate(SnippetEvent event) {
    if (event.snippet() instanceof VarSnippet variable
        && event.status().isDefined()
        && event.isSignatureChange()) {
      say("  update replaced " + named(variable) + ", reset to its default value");
    }
  }

  private static String verb(SnippetEvent event) {
    if (!event.previousStatus().isDefined()) {
      return "created";
    }
    return event.isSignatureChange() ? "replaced" : "modified";
  }

  private static String named(DeclarationSnippet snippet) {
    return switch (snippet) {
      case MethodSnippet method -> "method " + method.name() + "(" + method.parameterTypes() + ")";
      case TypeDeclSnippet type -> kind(type) + " " + type.name();
      case VarSnippet variable -> "variable " + variable.name();
      default -> snippet.name();
    };
  }

  /** {@return the word for the kind of a type, as in its declaration} */
  static String kind(TypeDeclSnippet type) {
    SubKind kind = type.subKind();
    return switch (kind) {
      case INTERFACE_SUBKIND -> "interface";
      case ENUM_SUBKIND -> "enum";
      case RECORD_SUBKIND -> "record";
      case ANNOTATION_TYPE_SUBKIND -> "annotation interface";
      default -> "class";
    };
  }

  private String lacks(SnippetEvent event) {
    if (!(event.snippet() instanceof DeclarationSnippet declared)) {
      return "";
    }
    String what =
        switch (declared) {
          case MethodSnippet _ -> "invoked";
          case TypeDeclSnippet _ -> "instantiated";
          default -> "used";
        };
    return ", however, it cannot be " + what + " until " + missing(declared);
  }

  private String missing(DeclarationSnippet declared) {
    List<String> names = engine.shell().unresolvedDependencies(declared).toList();
    return names.isEmpty()
        ? "its errors are corrected"
        : String.join(" and ", names) + (names.size() == 1 ? " is declared" : " are declared");
  }

  private void showErrors(Snippet snippet) {
    List<Diag> all = engine.shell().diagnostics(snippet).toList();
    boolean errors = all.stream().anyMatch(Diag::isError);
    all.stream()
        .filter(diagnostic -> diagnostic.isError() || !errors)
        .forEach(diagnostic -> showDiagnostic(snippet.source(), diagnostic));
  }

  private void showDiagnostic(String source, Diag diagnostic) {
    complain(diagnostic.isError() ? "Error:" : "Warning:");
    diagnostic
        .getMessage(Locale.ROOT)
        .lines()
        .map(String::stripTrailing)
        .filter(line -> !line.stripLeading().startsWith("location:"))
        .forEach(this::complain);
    int start = Math.clamp(diagnostic.getStartPosition(), 0, source.length());
    int end = Math.clamp(diagnostic.getEndPosition(), start, source.length());
    int lineStart = source.lastIndexOf('\n', start - 1) + 1;
    int lineEnd = source.indexOf('\n', start);
    String line = source.substring(lineStart, lineEnd < 0 ? source.length() : lineEnd);
    complain(Text.visibleLines(line));
    complain(marker(line, start - lineStart, Math.min(end - lineStart, line.length())));
  }

  /** A line under the faulty part of the source. */
  private static String marker(String line, int from, int to) {
    var indent = new StringBuilder();
    line.chars().limit(from).forEach(c -> indent.append(c == '\t' ? '\t' : ' '));
    int length = to - from;
    return indent + (length <= 1 ? "^" : "^" + "-".repeat(length - 2) + "^");
  }

  /** Shows lines as those of the session, not of the program. */
  void say(String text) {
    marked(text, out);
  }

  /** Shows lines that say what went wrong. */
  void complain(String text) {
    marked(text, errors);
  }

  private static void marked(String text, Consumer<String> lines) {
    text.lines().forEach(line -> lines.accept("|  " + Text.visibleLines(line)));
  }
}
