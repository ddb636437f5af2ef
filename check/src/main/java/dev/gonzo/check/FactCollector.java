package dev.gonzo.check;

import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompoundAssignmentTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import dev.gonzo.check.Arguments.Decision;
import dev.gonzo.check.Call.Lock;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import org.jspecify.annotations.Nullable;

/** Reads the calls of one class, and what surrounds each, into {@link Facts}. */
final class FactCollector extends TreePathScanner<@Nullable Void, @Nullable Void> {
  private static final Set<Fault> NONE = EnumSet.noneOf(Fault.class);

  private final Context context;
  private final Facts facts;
  private final MethodRules methodRules;
  private final Map<Tree, Decision> anonymous = new HashMap<>();
  private final StoredCode stored;
  private Set<Fault> suppressed = NONE;
  private @Nullable EnclosingCode here;

  FactCollector(Context context, Facts facts) {
    this.context = context;
    this.facts = facts;
    this.methodRules = new MethodRules(context, facts);
    this.stored = new StoredCode(context, facts);
  }

  /** Reads a top-level class. */
  void read(TreePath type) {
    scan(type, null);
    stored.settle();
  }

  // ---------------------------------------------------------------- declarations

  @Override
  public @Nullable Void visitClass(ClassTree tree, @Nullable Void unused) {
    if (!(element() instanceof TypeElement type)) {
      return null;
    }
    EnclosingCode outer = here;
    Set<Fault> outerSuppressed = suppressed;
    suppress(type, tree);
    String name = context.names().owner(type);
    facts.classes.put(name, place(tree));
    var initialiser = region(name + ".<clinit>", null, Region.Where.STATIC_INITIALISER);
    var instance = region(name + ".<init>", null, Region.Where.UNKNOWN);
    for (Tree member : tree.getMembers()) {
      here =
          switch (member) {
            case MethodTree _, ClassTree _ -> null;
            default -> EnclosingCode.of(ClassParts.isStatic(tree, member) ? initialiser : instance);
          };
      scan(member, null);
    }
    here = outer;
    suppressed = outerSuppressed;
    for (Tree member : tree.getMembers()) {
      if (member instanceof MethodTree method && !ClassParts.callsOtherConstructor(method)) {
        Element it = context.element(new TreePath(getCurrentPath(), method));
        Region constructor = facts.methods.get(it);
        if (constructor != null && it != null && it.getKind() == ElementKind.CONSTRUCTOR) {
          constructor.alsoRuns.add(instance);
        }
      }
    }
    return null;
  }

  @Override
  public @Nullable Void visitMethod(MethodTree tree, @Nullable Void unused) {
    if (!(element() instanceof ExecutableElement method)) {
      return null;
    }
    EnclosingCode outer = here;
    Set<Fault> outerSuppressed = suppressed;
    suppress(method, tree);
    Tree type = getCurrentPath().getParentPath().getLeaf();
    var region = region(context.names().inBaseline(method), method, Region.Where.UNKNOWN);
    methodRules.look(getCurrentPath(), method, region, anonymous.get(type), suppressed);
    facts.methods.put(method, region);
    here = EnclosingCode.of(region);
    if (method.getModifiers().contains(Modifier.SYNCHRONIZED)) {
      here = here.locked(new Lock(tree, "this method is synchronized"));
    }
    scan(tree.getBody(), null);
    here = outer;
    suppressed = outerSuppressed;
    return null;
  }

  @Override
  public @Nullable Void visitVariable(VariableTree tree, @Nullable Void unused) {
    Set<Fault> outer = suppressed;
    suppress(element(), tree);
    scan(tree.getInitializer(), null);
    suppressed = outer;
    return null;
  }

  private void suppress(@Nullable Element declaration, Tree tree) {
    suppressed = Suppressions.at(declaration, suppressed);
    for (String label : Suppressions.unknown(declaration)) {
      String message = "[gonzo] no fault is called " + label + "; there are " + Fault.labels();
      facts.notes.add(new Facts.Note(message, place(tree)));
    }
  }

  private Facts.Place place(Tree tree) {
    return new Facts.Place(tree, getCurrentPath().getCompilationUnit());
  }

  private Region region(String place, @Nullable ExecutableElement method, Region.Where where) {
    var region = new Region(getCurrentPath().getCompilationUnit(), place, method, where);
    facts.regions.add(region);
    return region;
  }

  // ---------------------------------------------------------------- code as a value

  @Override
  public @Nullable Void visitLambdaExpression(LambdaExpressionTree tree, @Nullable Void unused) {
    Decision decision = decide();
    EnclosingCode outer = here;
    enter(decision, tree);
    if (tree.getBody() instanceof ExpressionTree body) {
      Drops.inLambda(context, getCurrentPath(), body).ifPresent(drop -> found(drop, body));
    }
    scan(tree.getBody(), null);
    here = outer;
    return null;
  }

  @Override
  public @Nullable Void visitMemberReference(MemberReferenceTree tree, @Nullable Void unused) {
    scan(tree.getQualifierExpression(), null);
    if (element() instanceof ExecutableElement method) {
      Decision decision = decide();
      EnclosingCode outer = here;
      enter(decision, tree);
      call(method, tree, "");
      here = outer;
    }
    return null;
  }

  private Decision decide() {
    return context.arguments().decide(getCurrentPath(), context.type(getCurrentPath()));
  }

  /** Enters code that is a value: a region of its own, unless it runs in place. */
  private void enter(Decision decision, Tree tree) {
    if (here != null && decision.inPlace()) {
      if (!decision.locked().isEmpty()) {
        here = here.locked(new Lock(tree, decision.locked() + " holds a lock meanwhile"));
      }
      here = decision.inCoroutine() ? here.coroutine(decision.shielded()) : here;
      return;
    }
    String place = here == null ? "" : here.region().place;
    Region region = region(place, null, decision.where());
    region.runner = decision.runner();
    if (!decision.asyncOverload().isEmpty()) {
      facts.callbacks.add(new Facts.Callback(region, decision.asyncOverload()));
    }
    stored.note(getCurrentPath(), region);
    here = EnclosingCode.of(region);
  }

  @Override
  public @Nullable Void visitNewClass(NewClassTree tree, @Nullable Void unused) {
    if (element() instanceof ExecutableElement constructor) {
      call(constructor, tree, "");
    }
    if (tree.getClassBody() != null) {
      TypeMirror type = context.type(new TreePath(getCurrentPath(), tree.getIdentifier()));
      anonymous.put(tree.getClassBody(), context.arguments().decide(getCurrentPath(), type));
    }
    stored.uses(getCurrentPath(), tree.getArguments());
    return super.visitNewClass(tree, null);
  }

  @Override
  public @Nullable Void visitAssignment(AssignmentTree tree, @Nullable Void unused) {
    stored.assigned(context.element(new TreePath(getCurrentPath(), tree.getVariable())));
    return super.visitAssignment(tree, null);
  }

  // ---------------------------------------------------------------- calls

  @Override
  public @Nullable Void visitMethodInvocation(MethodInvocationTree tree, @Nullable Void unused) {
    if (element() instanceof ExecutableElement method) {
      call(method, tree.getMethodSelect(), "");
    }
    stored.uses(getCurrentPath(), tree.getArguments());
    return super.visitMethodInvocation(tree, null);
  }

  @Override
  public @Nullable Void visitMemberSelect(MemberSelectTree tree, @Nullable Void unused) {
    field(tree);
    return super.visitMemberSelect(tree, null);
  }

  @Override
  public @Nullable Void visitIdentifier(IdentifierTree tree, @Nullable Void unused) {
    field(tree);
    return null;
  }

  private void field(ExpressionTree tree) {
    Element field = element();
    if (field != null
        && field.getKind() == ElementKind.FIELD
        && field.getSimpleName().contentEquals("in")) {
      call(field, tree, "");
    }
  }

  private void call(@Nullable Element callee, Tree tree, String words) {
    if (here == null || callee == null) {
      return;
    }
    if (context.asksColour(callee)) {
      here.region().asksColour = true;
    }
    if (context.matters(callee)) {
      here.region()
          .calls
          .add(
              new Call(
                  callee,
                  tree,
                  words,
                  here.inCoroutine(),
                  here.guarded(),
                  here.locks(),
                  Context.isShield(callee) ? null : here.swallower(),
                  suppressed));
    }
  }

  // ---------------------------------------------------------------- calls that are not written

  @Override
  public @Nullable Void visitEnhancedForLoop(EnhancedForLoopTree tree, @Nullable Void unused) {
    ExpressionTree elements = tree.getExpression();
    var iterator = implicit(elements, "iterator");
    if (iterator != null) {
      call(iterator, elements, "the loop's iterator()");
      TypeMirror type = iterator.getReturnType();
      call(context.members().withoutParameters(type, "hasNext"), elements, "the loop's hasNext()");
      call(context.members().withoutParameters(type, "next"), elements, "the loop's next()");
    }
    return super.visitEnhancedForLoop(tree, null);
  }

  @Override
  public @Nullable Void visitBinary(BinaryTree tree, @Nullable Void unused) {
    if (tree.getKind() == Tree.Kind.PLUS && isString(getCurrentPath())) {
      concatenated(tree.getLeftOperand());
      concatenated(tree.getRightOperand());
    }
    return super.visitBinary(tree, null);
  }

  @Override
  public @Nullable Void visitCompoundAssignment(
      CompoundAssignmentTree tree, @Nullable Void unused) {
    if (tree.getKind() == Tree.Kind.PLUS_ASSIGNMENT && isString(getCurrentPath())) {
      concatenated(tree.getExpression());
    }
    return super.visitCompoundAssignment(tree, null);
  }

  private void concatenated(ExpressionTree operand) {
    call(implicit(operand, "toString"), operand, "its toString()");
  }

  private boolean isString(TreePath path) {
    TypeMirror type = context.type(path);
    return type != null
        && type.getKind() == TypeKind.DECLARED
        && type.toString().equals("java.lang.String");
  }

  private @Nullable ExecutableElement implicit(Tree object, String method) {
    TypeMirror type = context.type(new TreePath(getCurrentPath(), object));
    return context.members().withoutParameters(type, method);
  }

  // ---------------------------------------------------------------- statements

  @Override
  public @Nullable Void visitTry(TryTree tree, @Nullable Void unused) {
    EnclosingCode outer = here;
    if (outer != null) {
      here = Catches.of(context, getCurrentPath(), outer, suppressed);
    }
    for (Tree resource : tree.getResources()) {
      scan(resource, null);
      call(implicit(resource, "close"), resource, "close() at the end of the block");
    }
    scan(tree.getBlock(), null);
    here = outer;
    for (CatchTree one : tree.getCatches()) {
      scan(one, null);
    }
    scan(tree.getFinallyBlock(), null);
    return null;
  }

  @Override
  public @Nullable Void visitSynchronized(SynchronizedTree tree, @Nullable Void unused) {
    scan(tree.getExpression(), null);
    EnclosingCode outer = here;
    if (outer != null) {
      here = outer.locked(new Lock(tree, "this block holds a monitor"));
    }
    scan(tree.getBlock(), null);
    here = outer;
    return null;
  }

  @Override
  public @Nullable Void visitExpressionStatement(
      ExpressionStatementTree tree, @Nullable Void unused) {
    Drops.inStatement(context, new TreePath(getCurrentPath(), tree.getExpression()))
        .ifPresent(drop -> found(drop, tree.getExpression()));
    return super.visitExpressionStatement(tree, null);
  }

  private void found(Drops.Drop drop, Tree tree) {
    if (here != null && !suppressed.contains(Fault.DROPPED)) {
      facts.findings.add(
          new Finding(
              Fault.DROPPED,
              drop.message(),
              tree,
              getCurrentPath().getCompilationUnit(),
              here.region().place,
              drop.subject()));
    }
  }

  private @Nullable Element element() {
    return context.element(getCurrentPath());
  }
}
