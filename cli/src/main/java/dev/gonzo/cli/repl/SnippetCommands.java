package dev.gonzo.cli.repl;

import dev.gonzo.cli.repl.Session.Next;
import dev.gonzo.report.Text;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import jdk.jshell.ImportSnippet;
import jdk.jshell.MethodSnippet;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.TypeDeclSnippet;
import jdk.jshell.VarSnippet;

/** The commands about snippets, which work as in JShell. */
final class SnippetCommands {
  private final Session session;

  SnippetCommands(Session session) {
    this.session = session;
  }

  List<Command> all() {
    return List.of(
        new Command("/list", "[-all|NAME|ID]", "the snippets in force, or all", this::list),
        new Command("/vars", "", "the variables and their values", _ -> variables()),
        new Command("/methods", "", "the methods", _ -> methods()),
        new Command("/types", "", "the classes, records, interfaces, enums", _ -> types()),
        new Command("/imports", "", "the imports", _ -> imports()),
        new Command("/drop", "NAME|ID", "forget a snippet", this::drop));
  }

  /** {@return whether a snippet is the user's: not of the startup, and without errors} */
  static boolean isOfUser(Snippet snippet) {
    return Character.isDigit(snippet.id().charAt(0));
  }

  /** {@return whether a snippet has this number or name} */
  private static Predicate<Snippet> called(String which) {
    return snippet ->
        snippet.id().equals(which)
            || switch (snippet) {
              case VarSnippet variable -> variable.name().equals(which);
              case MethodSnippet method -> method.name().equals(which);
              case TypeDeclSnippet type -> type.name().equals(which);
              default -> false;
            };
  }

  private Next list(String which) {
    Engine engine = session.engine();
    Stream<Snippet> listed =
        switch (which) {
          case "" -> engine.active().filter(SnippetCommands::isOfUser);
          case "-all" -> engine.all();
          default -> engine.all().filter(called(which));
        };
    List<Snippet> found = listed.toList();
    if (found.isEmpty() && !which.isEmpty()) {
      session
          .output()
          .error("|  there is no snippet " + Text.visibleLines(which) + "; /list lists them");
      return Next.FAILED;
    }
    found.forEach(snippet ->
        session
            .output()
            .line(
                "%4s : %s"
                    .formatted(
                        snippet.id(),
                        Text.visibleLines(snippet.source().strip()).replace("\n", "\n       "))));
    return Next.GO_ON;
  }

  private Next variables() {
    Engine engine = session.engine();
    engine
        .active()
        .filter(VarSnippet.class::isInstance)
        .map(VarSnippet.class::cast)
        .forEach(variable ->
            session
                .output()
                .line(
                    "|    "
                        + variable.typeName()
                        + " "
                        + variable.name()
                        + " = "
                        + Plain.value(engine.value(variable))));
    return Next.GO_ON;
  }

  private Next methods() {
    session
        .engine()
        .active()
        .filter(MethodSnippet.class::isInstance)
        .map(MethodSnippet.class::cast)
        .forEach(method -> {
          String signature = method.signature(); // "(int,String)long"
          int end = signature.indexOf(')') + 1;
          session
              .output()
              .line(
                  "|    "
                      + signature.substring(end)
                      + " "
                      + method.name()
                      + signature.substring(0, end));
        });
    return Next.GO_ON;
  }

  private Next types() {
    session
        .engine()
        .active()
        .filter(TypeDeclSnippet.class::isInstance)
        .map(TypeDeclSnippet.class::cast)
        .forEach(type -> session.output().line("|    " + Feedback.kind(type) + " " + type.name()));
    return Next.GO_ON;
  }

  private Next imports() {
    session
        .engine()
        .active()
        .filter(ImportSnippet.class::isInstance)
        .map(ImportSnippet.class::cast)
        .forEach(one ->
            session
                .output()
                .line("|    import " + (one.isStatic() ? "static " : "") + one.fullname()));
    return Next.GO_ON;
  }

  private Next drop(String which) {
    Engine engine = session.engine();
    List<Snippet> found = engine.active().filter(called(which)).toList();
    if (found.isEmpty()) {
      session
          .output()
          .error(
              "|  there is no snippet " + Text.visibleLines(which) + " in force; /list lists them");
      return Next.FAILED;
    }
    for (Snippet snippet : found) {
      List<SnippetEvent> events = engine.drop(snippet);
      if (!events.isEmpty()) {
        session.output().line("|  dropped " + which);
      }
    }
    return Next.GO_ON;
  }
}
