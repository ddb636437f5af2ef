package dev.gonzo.check;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.util.Set;
import javax.lang.model.element.Name;

/**
 * Whether a catch swallows what it catches: it throws nothing, and does no more with the exception
 * than to print it. A catch that passes the exception on, or looks at its type, is not reported.
 */
final class Swallowing extends TreePathScanner<Void, Void> {
  private static final Set<String> PRINTING =
      Set.of(
          "print",
          "println",
          "printf",
          "format",
          "formatted",
          "log",
          "trace",
          "debug",
          "info",
          "warn",
          "warning",
          "error",
          "severe",
          "fine",
          "valueOf");
  private static final Set<String> READING =
      Set.of(
          "printStackTrace",
          "getMessage",
          "getLocalizedMessage",
          "getCause",
          "getStackTrace",
          "toString");
  // These may throw, or end the program.
  private static final Set<String> ENDING = Set.of("exit", "halt", "fail", "abort", "rethrow");

  private final Name exception;
  private boolean swallows = true;

  private Swallowing(Name exception) {
    this.exception = exception;
  }

  static boolean in(TreePath caught) {
    var tree = (CatchTree) caught.getLeaf();
    BlockTree block = tree.getBlock();
    var scan = new Swallowing(tree.getParameter().getName());
    scan.scan(new TreePath(caught, block), null);
    return scan.swallows;
  }

  @Override
  public Void visitThrow(ThrowTree tree, Void unused) {
    swallows = false;
    return null;
  }

  @Override
  public Void visitMethodInvocation(MethodInvocationTree tree, Void unused) {
    if (ENDING.contains(name(tree))) {
      swallows = false;
    }
    return super.visitMethodInvocation(tree, null);
  }

  @Override
  public Void visitIdentifier(IdentifierTree tree, Void unused) {
    if (tree.getName().equals(exception) && !exception.isEmpty() && !isOnlyPrinted()) {
      swallows = false;
    }
    return null;
  }

  private boolean isOnlyPrinted() {
    Tree child = getCurrentPath().getLeaf();
    TreePath path = getCurrentPath().getParentPath();
    while (true) {
      Tree parent = path.getLeaf();
      switch (parent) {
        case BinaryTree binary when binary.getKind() == Tree.Kind.PLUS -> {}
        case ParenthesizedTree _, ConditionalExpressionTree _ -> {}
        case LambdaExpressionTree _ -> {} // the message of a log, made on demand
        case MemberSelectTree select -> {
          if (!READING.contains(select.getIdentifier().toString())) {
            return false;
          }
        }
        case MethodInvocationTree call -> {
          if (call.getMethodSelect() != child) {
            return PRINTING.contains(name(call));
          }
          if (path.getParentPath().getLeaf() instanceof ExpressionStatementTree) {
            return true; // exception.printStackTrace();
          }
        }
        default -> {
          return false;
        }
      }
      child = parent;
      path = path.getParentPath();
    }
  }

  private static String name(MethodInvocationTree call) {
    return switch (call.getMethodSelect()) {
      case MemberSelectTree select -> select.getIdentifier().toString();
      case IdentifierTree identifier -> identifier.getName().toString();
      default -> "";
    };
  }
}
