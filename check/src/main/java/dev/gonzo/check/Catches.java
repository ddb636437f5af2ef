package dev.gonzo.check;

import com.sun.source.tree.CatchTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.UnionTypeTree;
import com.sun.source.util.TreePath;
import dev.gonzo.check.Call.Swallower;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.lang.model.element.TypeElement;
import org.jspecify.annotations.Nullable;

/** What the catches of a {@code try} do with a cancellation, and with a call in the wrong place. */
final class Catches {
  // Caught on purpose by code that may run on both sides.
  private static final Set<String> GUARDS =
      Set.of(
          "dev.gonzo.OutsideKernelException",
          "dev.gonzo.CannotSuspendException",
          "dev.gonzo.InsideCoroutineException",
          "java.lang.IllegalStateException");

  private Catches() {}

  /** What surrounds the block of a {@code try}. */
  static EnclosingCode of(
      Context context, TreePath tree, EnclosingCode outer, Set<Fault> suppressed) {
    boolean guards = false;
    @Nullable Swallower swallower = outer.swallower();
    boolean decided = false;
    for (CatchTree one : ((TryTree) tree.getLeaf()).getCatches()) {
      var path = new TreePath(tree, one);
      for (String type : types(context, path, one)) {
        guards |= GUARDS.contains(type);
        if (!decided && takesCancellations(type)) {
          decided = true;
          swallower = swallower(context, path, one, type, suppressed);
        }
      }
    }
    return outer.caught(swallower, guards);
  }

  private static boolean takesCancellations(String type) {
    return switch (type) {
      case "dev.gonzo.Cancelled", "java.lang.Error", "java.lang.Throwable" -> true;
      default -> false;
    };
  }

  private static @Nullable Swallower swallower(
      Context context, TreePath path, CatchTree tree, String type, Set<Fault> suppressed) {
    // A catch of Cancelled itself is on purpose.
    if (type.equals("dev.gonzo.Cancelled") || !Swallowing.in(path)) {
      return null;
    }
    return new Swallower(
        tree.getParameter(),
        type.substring("java.lang.".length()),
        Suppressions.at(context.element(new TreePath(path, tree.getParameter())), suppressed));
  }

  private static List<String> types(Context context, TreePath path, CatchTree tree) {
    Tree type = tree.getParameter().getType();
    var declared = new TreePath(new TreePath(path, tree.getParameter()), type);
    Stream<TreePath> alternatives =
        type instanceof UnionTypeTree union
            ? union.getTypeAlternatives().stream().map(each -> new TreePath(declared, each))
            : Stream.of(declared);
    return alternatives
        .map(each -> context.element(each))
        .filter(TypeElement.class::isInstance)
        .map(each -> ((TypeElement) each).getQualifiedName().toString())
        .toList();
  }
}
