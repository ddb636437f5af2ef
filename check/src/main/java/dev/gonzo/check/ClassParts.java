package dev.gonzo.check;

import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import javax.lang.model.element.Modifier;

/** What the parts of a class belong to. */
final class ClassParts {
  private ClassParts() {}

  /** Whether an initialiser runs when the class is initialised, and not with each object. */
  static boolean isStatic(ClassTree type, Tree initialiser) {
    return switch (initialiser) {
      case BlockTree block -> block.isStatic();
      case VariableTree field ->
          field.getModifiers().getFlags().contains(Modifier.STATIC)
              || type.getKind() == Tree.Kind.INTERFACE
              || type.getKind() == Tree.Kind.ANNOTATION_TYPE;
      default -> false;
    };
  }

  /** Whether a constructor calls another one of its class, which runs the initialisers. */
  static boolean callsOtherConstructor(MethodTree constructor) {
    if (constructor.getBody() == null) {
      return false;
    }
    for (StatementTree statement : constructor.getBody().getStatements()) {
      if (statement instanceof ExpressionStatementTree expression
          && expression.getExpression() instanceof MethodInvocationTree call
          && call.getMethodSelect().toString().equals("this")) {
        return true;
      }
    }
    return false;
  }
}
