package dev.gonzo.check;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.TreePath;
import dev.gonzo.check.Arguments.Decision;
import dev.gonzo.check.Region.Where;
import java.util.List;
import java.util.Set;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.PackageElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.TypeKind;
import org.jspecify.annotations.Nullable;

/** Where a method runs, by its mark and the methods that it overrides; and contradicting marks. */
final class MethodRules {
  private final Context context;
  private final Facts facts;

  MethodRules(Context context, Facts facts) {
    this.context = context;
    this.facts = facts;
  }

  /**
   * Looks at a method.
   *
   * @param path the method's tree
   * @param region the method's code, which gets its place
   * @param anonymous where the anonymous class runs that the method belongs to, if it is code
   * @param suppressed the faults that are suppressed in the method
   */
  void look(
      TreePath path,
      ExecutableElement method,
      Region region,
      @Nullable Decision anonymous,
      Set<Fault> suppressed) {
    List<ExecutableElement> overridden = context.members().overriddenBy(method);
    Mark mark = context.marks().of(method);
    region.where = where(method, mark, overridden);
    if (anonymous != null
        && region.where == Where.UNKNOWN
        && overridden.stream().anyMatch(each -> each.getModifiers().contains(Modifier.ABSTRACT))) {
      region.where = anonymous.inPlace() ? Where.UNKNOWN : anonymous.where();
      region.runner = anonymous.runner();
    }
    if (!suppressed.contains(Fault.OVERRIDE)) {
      compare(path, method, mark, overridden, region);
    }
  }

  private Where where(ExecutableElement method, Mark mark, List<ExecutableElement> overridden) {
    if (mark.isAsync()) {
      return Where.COROUTINE;
    }
    if (mark == Mark.SYNC_ONLY) {
      return Where.SYNC;
    }
    for (ExecutableElement each : overridden) {
      Mark other = context.marks().of(each);
      if (other.isAsync()) {
        return Where.COROUTINE;
      }
      if (other == Mark.SYNC_ONLY) {
        return Where.SYNC;
      }
      switch (Context.ownerName(each) + "." + each) {
        case "java.lang.Object.equals(java.lang.Object)",
            "java.lang.Object.hashCode()",
            "java.lang.Object.toString()" -> {
          return Where.OBJECT_METHOD;
        }
        case "java.lang.Thread.run()", "java.util.TimerTask.run()" -> {
          return Where.THREAD;
        }
        default -> {}
      }
      if (Context.isIn(each, "java.lang.Comparable")) {
        return Where.OBJECT_METHOD;
      }
    }
    return isMain(method) ? Where.MAIN : Where.UNKNOWN;
  }

  /** What the JVM starts: of an instance, only in a file without a package. */
  private static boolean isMain(ExecutableElement method) {
    if (method.getKind() != ElementKind.METHOD
        || !method.getSimpleName().contentEquals("main")
        || method.getReturnType().getKind() != TypeKind.VOID
        || !(method.getEnclosingElement() instanceof TypeElement type)
        || !(type.getEnclosingElement() instanceof PackageElement home)) {
      return false;
    }
    var parameters = method.getParameters();
    boolean takesArguments =
        parameters.size() == 1
            && parameters.getFirst().asType().toString().equals("java.lang.String[]");
    return home.isUnnamed()
        ? takesArguments || parameters.isEmpty()
        : takesArguments
            && method.getModifiers().contains(Modifier.STATIC)
            && method.getModifiers().contains(Modifier.PUBLIC);
  }

  private void compare(
      TreePath path,
      ExecutableElement method,
      Mark mark,
      List<ExecutableElement> overridden,
      Region region) {
    if (mark == Mark.BOTH) {
      add(
          path,
          region,
          Names.call(method),
          Names.call(method)
              + " is both @Async and @SyncOnly, so it could be called nowhere\n  Remove one of them.");
      return;
    }
    for (ExecutableElement each : overridden) {
      String advice = contradiction(mark, context.marks().of(each), each);
      if (!advice.isEmpty()) {
        add(
            path,
            region,
            Names.call(each),
            "%s is %s, and %s, which it overrides, is %s%s"
                .formatted(
                    Names.call(method),
                    mark.words(),
                    Names.call(each),
                    context.marks().of(each).words(),
                    advice));
        return;
      }
    }
  }

  /** What to do about two marks; empty if they agree. An override without a mark always does. */
  private String contradiction(Mark mark, Mark other, Element overridden) {
    return switch (mark) {
      case NONE, BOTH -> "";
      case SYNC_ONLY ->
          other.isAsync()
              ? ": callers inside a coroutine would block\n  Remove @SyncOnly, and use async calls."
              : "";
      case ASYNC, ASYNC_WITHOUT_SUSPENSION ->
          switch (other) {
            case SYNC_ONLY ->
                ": callers in ordinary threads would fail\n  Remove @Async, and block.";
            case ASYNC_WITHOUT_SUSPENSION ->
                mark == Mark.ASYNC
                    ? ": callers rely on it not to suspend\n  Do not suspend in it, or mark that one @Async."
                    : "";
            case NONE ->
                context.isInSources(overridden)
                    ? ": its callers cannot know that it may suspend\n  Mark that one @Async too."
                    : "";
            case ASYNC, BOTH -> "";
          };
    };
  }

  private void add(TreePath path, Region region, String subject, String message) {
    CompilationUnitTree unit = path.getCompilationUnit();
    facts.findings.add(
        new Finding(Fault.OVERRIDE, message, path.getLeaf(), unit, region.place, subject));
  }
}
