package dev.gonzo.check;

import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TypeCastTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.Trees;
import dev.gonzo.check.Region.Where;
import java.util.List;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;
import org.jspecify.annotations.Nullable;

/** Decides where code that is written as an argument runs: by its type, its marks and the table. */
final class Arguments {
  private final Trees trees;
  private final Marks marks;
  private final ArgumentTable table;

  Arguments(Trees trees, Marks marks, ArgumentTable table) {
    this.trees = trees;
    this.marks = marks;
    this.table = table;
  }

  /**
   * Where a lambda, a method reference, or an object of an anonymous class runs.
   *
   * @param inPlace whether it is part of the code around it
   * @param locked what lock the method holds that runs it; empty if none
   * @param where where it runs, unless in place
   * @param inCoroutine whether it runs in place, inside a coroutine
   * @param shielded whether no cancellation arrives in it
   * @param runner the method that runs it, for messages; may be empty
   * @param asyncOverload the type that an overload takes and that may suspend; empty if none
   */
  record Decision(
      boolean inPlace,
      String locked,
      Where where,
      boolean inCoroutine,
      boolean shielded,
      String runner,
      String asyncOverload) {
    static final Decision UNKNOWN = new Decision(false, "", Where.UNKNOWN, false, false, "", "");

    static Decision separate(Where where, String runner) {
      return new Decision(false, "", where, false, false, runner, "");
    }
  }

  /** An argument of a call. */
  private record Argument(ExecutableElement method, TreePath call, int index) {
    VariableElement parameter() {
      var parameters = method.getParameters();
      return parameters.get(Math.min(index, parameters.size() - 1));
    }
  }

  /**
   * Decides about code.
   *
   * @param code where the code is
   * @param type its functional interface
   */
  Decision decide(TreePath code, @Nullable TypeMirror type) {
    ExecutableElement function = marks.function(type);
    Argument argument = argument(code);
    Mark mark = function == null ? Mark.NONE : marks.of(function);
    if (mark.isAsync()) {
      return argument != null
              && marks.argument(argument.parameter()) == Marks.Argument.IN_PLACE
              && marks.of(argument.method).isAsync()
          ? new Decision(true, "", Where.UNKNOWN, true, Context.isShield(argument.method), "", "")
          : Decision.separate(Where.COROUTINE, "");
    }
    if (mark == Mark.SYNC_ONLY) {
      String runner = argument == null ? "" : Names.call(argument.method);
      return Decision.separate(Where.SYNC, runner);
    }
    return argument == null ? Decision.UNKNOWN : decide(argument, function != null);
  }

  private Decision decide(Argument argument, boolean isFunction) {
    Marks.Argument marked = marks.argument(argument.parameter());
    if (marked == Marks.Argument.IN_PLACE) {
      return new Decision(true, "", Where.UNKNOWN, false, false, "", "");
    }
    String runner = Names.call(argument.method);
    String asyncOverload = isFunction ? asyncOverload(argument) : "";
    boolean own = isOwn(argument.method);
    return switch (own && marked == Marks.Argument.UNKNOWN
        ? ArgumentTable.Place.UNKNOWN
        : table.of(argument.method, receiver(argument.call), types(argument.call))) {
      case IN_PLACE ->
          isParallel(argument.call)
              ? Decision.UNKNOWN
              : new Decision(true, "", Where.UNKNOWN, false, false, "", "");
      case LOCKED -> new Decision(true, runner, Where.UNKNOWN, false, false, "", "");
      case ELSEWHERE -> new Decision(false, "", Where.THREAD, false, false, runner, asyncOverload);
      case UNKNOWN -> new Decision(false, "", Where.UNKNOWN, false, false, runner, asyncOverload);
    };
  }

  private static boolean isOwn(ExecutableElement method) {
    return method.getEnclosingElement() instanceof TypeElement type
        && type.getQualifiedName().toString().startsWith("dev.gonzo.");
  }

  private @Nullable Argument argument(TreePath code) {
    Tree child = code.getLeaf();
    for (TreePath path = code.getParentPath(); path != null; path = path.getParentPath()) {
      Tree parent = path.getLeaf();
      switch (parent) {
        case ParenthesizedTree _, TypeCastTree _ -> {}
        case ConditionalExpressionTree _ -> {} // a condition is no code
        case MethodInvocationTree call -> {
          return argument(path, call.getArguments(), child);
        }
        case NewClassTree call -> {
          return argument(path, call.getArguments(), child);
        }
        default -> {
          return null;
        }
      }
      child = parent;
    }
    return null;
  }

  private @Nullable Argument argument(
      TreePath call, List<? extends ExpressionTree> arguments, Tree argument) {
    int index = arguments.indexOf(argument);
    Element callee = index < 0 ? null : trees.getElement(call);
    return callee instanceof ExecutableElement method && !method.getParameters().isEmpty()
        ? new Argument(method, call, index)
        : null;
  }

  private @Nullable TypeMirror receiver(TreePath call) {
    return call.getLeaf() instanceof MethodInvocationTree tree
            && tree.getMethodSelect() instanceof MemberSelectTree select
        ? trees.getTypeMirror(new TreePath(new TreePath(call, select), select.getExpression()))
        : null;
  }

  private List<? extends @Nullable TypeMirror> types(TreePath call) {
    List<? extends ExpressionTree> arguments =
        call.getLeaf() instanceof MethodInvocationTree tree
            ? tree.getArguments()
            : ((NewClassTree) call.getLeaf()).getArguments();
    return arguments.stream().map(each -> trees.getTypeMirror(new TreePath(call, each))).toList();
  }

  /** A parallel stream runs its code in other threads too. */
  private static boolean isParallel(TreePath call) {
    Tree tree = call.getLeaf();
    while (tree instanceof MethodInvocationTree invocation
        && invocation.getMethodSelect() instanceof MemberSelectTree select) {
      String name = select.getIdentifier().toString();
      if (name.equals("parallel") || name.equals("parallelStream")) {
        return true;
      }
      tree = select.getExpression();
    }
    return false;
  }

  /** The type that the same parameter has in an overload, if that may suspend. */
  private String asyncOverload(Argument argument) {
    ExecutableElement method = argument.method;
    if (!(method.getEnclosingElement() instanceof TypeElement owner)) {
      return "";
    }
    for (ExecutableElement other : ElementFilter.methodsIn(owner.getEnclosedElements())) {
      if (!other.equals(method)
          && other.getSimpleName().equals(method.getSimpleName())
          && other.getParameters().size() == method.getParameters().size()
          && other.getModifiers().contains(Modifier.STATIC)
              == method.getModifiers().contains(Modifier.STATIC)) {
        TypeMirror type = new Argument(other, argument.call, argument.index).parameter().asType();
        ExecutableElement function = marks.function(type);
        if (function != null
            && marks.of(function).isAsync()
            && function.getEnclosingElement() instanceof TypeElement async) {
          return async.getSimpleName().toString();
        }
      }
    }
    return "";
  }
}
