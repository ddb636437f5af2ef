package dev.gonzo.check;

import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreeScanner;
import java.util.Optional;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.type.TypeKind;
import org.jspecify.annotations.Nullable;

/**
 * Coroutines and tasks whose value is dropped. A task that is started for its effect is none: it
 * runs, and its failure is logged. But the result of a body that returns one is lost.
 */
final class Drops {
  private Drops() {}

  /** A dropped value. */
  record Drop(String message, String subject) {}

  static Optional<Drop> inStatement(Context context, TreePath expression) {
    if (!(expression.getLeaf() instanceof MethodInvocationTree call)
        || !(context.element(expression) instanceof ExecutableElement method)) {
      return Optional.empty();
    }
    String name = method.getSimpleName().toString();
    boolean isStatic = method.getModifiers().contains(Modifier.STATIC);
    if (isStatic && Context.isIn(method, "dev.gonzo.Coroutine") && name.equals("of")) {
      return Optional.of(
          drop(
              "this coroutine is dropped, and a coroutine does not run by itself"
                  + "\n  Pass it to spawn(...) or await(...), or call the body directly.",
              method));
    }
    if (isStatic && Context.isIn(method, "dev.gonzo.generator.Generator") && name.equals("of")) {
      return Optional.of(
          drop(
              "this generator is dropped, and it makes nothing until it is iterated"
                  + "\n  Write for (var each : Generator.of(...)) { ... }.",
              method));
    }
    if (Context.isIn(method, "dev.gonzo.Gonzo") && name.equals("spawn") && returnsResult(call)) {
      return Optional.of(
          drop(
              "the result of this task is dropped with the task"
                  + "\n  Keep the task and call its join(), or return nothing from the body.",
              method));
    }
    if (Context.isIn(method, "dev.gonzo.Task") && name.equals("current") && isStatic) {
      return Optional.of(
          drop(
              "Task.current() only returns the task, and it is dropped\n  Remove the call.",
              method));
    }
    return Optional.empty();
  }

  /** The value of a lambda without braces, if its interface takes none. */
  static Optional<Drop> inLambda(Context context, TreePath lambda, ExpressionTree body) {
    ExecutableElement function = context.marks().function(context.type(lambda));
    return function != null && function.getReturnType().getKind() == TypeKind.VOID
        ? inStatement(context, new TreePath(lambda, body))
        : Optional.empty();
  }

  private static Drop drop(String message, ExecutableElement method) {
    return new Drop(message, Names.call(method));
  }

  /** Only a body with braces says so; {@code spawn(() -> set.add(x))} is meant for its effect. */
  private static boolean returnsResult(MethodInvocationTree call) {
    return !call.getArguments().isEmpty()
        && call.getArguments().getLast() instanceof LambdaExpressionTree lambda
        && lambda.getBody() instanceof BlockTree block
        && Boolean.TRUE.equals(new Returns().scan(block, null));
  }

  /** Whether a body returns something that is not null. */
  private static final class Returns extends TreeScanner<@Nullable Boolean, @Nullable Void> {
    @Override
    public Boolean visitReturn(ReturnTree tree, @Nullable Void unused) {
      return tree.getExpression() != null
          && tree.getExpression().getKind() != Tree.Kind.NULL_LITERAL;
    }

    @Override
    public @Nullable Boolean visitLambdaExpression(
        LambdaExpressionTree tree, @Nullable Void unused) {
      return false;
    }

    @Override
    public @Nullable Boolean visitClass(ClassTree tree, @Nullable Void unused) {
      return false;
    }

    @Override
    public @Nullable Boolean reduce(@Nullable Boolean one, @Nullable Boolean other) {
      return Boolean.TRUE.equals(one) || Boolean.TRUE.equals(other);
    }
  }
}
