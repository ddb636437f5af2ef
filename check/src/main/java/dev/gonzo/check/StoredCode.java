package dev.gonzo.check;

import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import dev.gonzo.check.Arguments.Decision;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import org.jspecify.annotations.Nullable;

/** Code that is stored in a local variable first, and then passed to what runs it. */
final class StoredCode {
  private final Context context;
  private final Facts facts;
  private final Map<Element, Region> variables = new HashMap<>();
  private final List<Use> uses = new ArrayList<>();

  private record Use(Region region, Decision decision) {}

  StoredCode(Context context, Facts facts) {
    this.context = context;
    this.facts = facts;
  }

  /** Notes code, if it is the first value of a local variable. */
  void note(TreePath code, Region region) {
    if (code.getParentPath().getLeaf() instanceof VariableTree) {
      Element variable = context.element(code.getParentPath());
      if (variable != null && variable.getKind() == ElementKind.LOCAL_VARIABLE) {
        variables.put(variable, region);
      }
    }
  }

  void assigned(@Nullable Element variable) {
    Region region = variables.get(variable);
    if (region != null) {
      region.reassigned = true;
    }
  }

  /** Notes the arguments of a call that are such variables. */
  void uses(TreePath call, List<? extends ExpressionTree> arguments) {
    if (variables.isEmpty()) {
      return;
    }
    for (ExpressionTree argument : arguments) {
      var path = new TreePath(call, argument);
      Region region =
          argument instanceof IdentifierTree ? variables.get(context.element(path)) : null;
      if (region != null) {
        uses.add(new Use(region, context.arguments().decide(path, context.type(path))));
      }
    }
  }

  /** Decides about the code of variables that keep it. */
  void settle() {
    for (Use use : uses) {
      Region region = use.region;
      if (!region.reassigned && region.where == Region.Where.UNKNOWN) {
        region.where = use.decision.inPlace() ? Region.Where.UNKNOWN : use.decision.where();
        region.runner = use.decision.runner();
        if (!use.decision.asyncOverload().isEmpty()) {
          facts.callbacks.add(new Facts.Callback(region, use.decision.asyncOverload()));
        }
      }
    }
    uses.clear();
    variables.clear();
  }
}
