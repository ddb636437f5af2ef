package dev.gonzo.check;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TaskEvent;
import com.sun.source.util.TaskListener;
import com.sun.source.util.TreePath;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import javax.tools.Diagnostic;
import org.jspecify.annotations.Nullable;

/**
 * Follows one compilation. javac analyses a class, and then may already rewrite its tree and write
 * its class file, before it analyses the next. So each class is read at once; what its methods can
 * do is known, and reported, after the last one.
 */
final class Analysis implements TaskListener {
  private final JavacTask task;
  private final PluginOptions options;
  // By identity: two files may have equal trees.
  private final Set<Tree> expected = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Set<Tree> read = Collections.newSetFromMap(new IdentityHashMap<>());
  private @Nullable Context context;
  private @Nullable Report report;
  private Facts facts = new Facts();
  // Those that were reported.
  private final Set<String> problems = new HashSet<>();

  Analysis(JavacTask task, PluginOptions options) {
    this.task = task;
    this.options = options;
  }

  @Override
  public void finished(TaskEvent event) {
    switch (event.getKind()) {
      case ENTER -> entered(event.getCompilationUnit());
      case ANALYZE -> analysed(event);
      case COMPILATION -> {
        // Classes that were never analysed have errors, and javac has reported those.
        if (report != null) {
          report.end();
        }
      }
      default -> {}
    }
  }

  private void entered(@Nullable CompilationUnitTree unit) {
    if (unit != null) {
      unit.getTypeDecls().stream()
          .filter(ClassTree.class::isInstance)
          .filter(type -> !read.contains(type))
          .forEach(expected::add);
    }
  }

  private void analysed(TaskEvent event) {
    CompilationUnitTree unit = event.getCompilationUnit();
    if (unit == null || event.getTypeElement() == null) {
      return;
    }
    var name = event.getTypeElement().getSimpleName();
    for (Tree tree : List.copyOf(unit.getTypeDecls())) {
      if (tree instanceof ClassTree type
          && type.getSimpleName().equals(name)
          && expected.remove(type)) {
        read.add(type);
        read(unit, type);
      }
    }
    if (expected.isEmpty()) {
      report();
    }
  }

  private Context context() {
    if (context == null) {
      context = Context.of(task);
    }
    return context;
  }

  private void read(CompilationUnitTree unit, ClassTree type) {
    // Of a class that was read in part, nothing counts.
    var one = new Facts();
    try {
      new FactCollector(context(), one).read(new TreePath(new TreePath(unit), type));
      facts.add(one);
    } catch (RuntimeException | StackOverflowError e) {
      failed("the check of this class", new Facts.Place(type, unit), e);
    }
  }

  /** A fault of the plug-in must not stop a build. */
  private void failed(String what, Facts.Place place, Throwable e) {
    String reason =
        e instanceof StackOverflowError
            ? " has failed, since the code is nested too deeply; give javac a larger stack with -J-Xss"
            : " has failed, please report it: "
                + e
                + " at "
                + (e.getStackTrace().length == 0 ? "?" : e.getStackTrace()[0]);
    context()
        .trees()
        .printMessage(
            Diagnostic.Kind.WARNING, "[gonzo] " + what + reason, place.tree(), place.unit());
  }

  private void report() {
    Facts all = facts;
    facts = new Facts();
    if (all.regions.isEmpty()) {
      return;
    }
    Facts.Place first = all.classes.values().iterator().next();
    try {
      report(all, first);
    } catch (RuntimeException | StackOverflowError e) {
      failed("the check of this class and those compiled with it", first, e);
    }
  }

  private void report(Facts all, Facts.Place first) {
    if (report == null) {
      report = new Report(context(), options);
    }
    var libraries = new LibraryLookup(context().elements(), context().names());
    var findings = new ArrayList<>(Judge.judge(context(), all, libraries));
    for (String problem : libraries.problems()) {
      if (problems.add(problem)) {
        all.notes.add(new Facts.Note(problem, first));
      }
    }
    report.print(findings, all);
  }
}
