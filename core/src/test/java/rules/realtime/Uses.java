package rules.realtime;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreeScanner;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The names that a part of a test's source uses, and the uses of real time in it. */
final class Uses extends TreeScanner<Void, Void> {
  private static final Map<String, Set<String>> REAL_CALLS =
      Map.of(
          "System", Set.of("nanoTime", "currentTimeMillis"),
          "Instant", Set.of("now"),
          "Clock", Set.of("system", "systemUTC", "systemDefaultZone"),
          "Thread", Set.of("sleep"),
          "LockSupport", Set.of("parkNanos", "parkUntil"),
          "Command", Set.of("of"),
          "Awaitility", Set.of("await"));
  private static final Set<String> REAL_TYPES = Set.of("ProcessBuilder");
  private static final Set<String> REAL_METHODS =
      Set.of("setSoTimeout", "orTimeout", "completeOnTimeout", "wallTime", "assertTimeout");

  /** A wait with a limit, as an argument of any call. */
  private static final Set<String> UNITS =
      Set.of("NANOSECONDS", "MICROSECONDS", "MILLISECONDS", "SECONDS", "MINUTES");

  /** These read the clock of the kernel that they run on. */
  private static final Set<String> TIMED =
      Set.of(
          "sleep",
          "sleepUntil",
          "sleepAt",
          "timeoutAfter",
          "timeoutAt",
          "ignoreAfter",
          "ignoreAt",
          "every");

  private static final Set<String> RUNNING =
      Set.of("run", "start", "perCore", "resultsPerCore", "cancelEverywhere");

  private static final Set<String> VIRTUAL =
      Set.of(
          "Simulation",
          "Simulated",
          "Exploration",
          "VirtualClock",
          "SetClock",
          "VirtualTime",
          "inVirtualTime",
          "virtualTime",
          "kernelInVirtualTime");

  private final Set<String> names = new HashSet<>();
  private boolean readsClock;
  private boolean readsKernelsClock;
  private boolean virtual;
  private boolean runs;

  private Uses() {}

  static Uses of(Tree tree) {
    var uses = new Uses();
    uses.scan(tree, null);
    return uses;
  }

  /** Every simple name in it. */
  Set<String> names() {
    return names;
  }

  /** Whether it reads the system's clock, starts a process, or has a wait with a limit. */
  boolean readsClock() {
    return readsClock;
  }

  /** Whether it sleeps or has a deadline on the kernel that runs it. */
  boolean readsKernelsClock() {
    return readsKernelsClock;
  }

  /** Whether it creates a kernel with virtual time. */
  boolean isVirtual() {
    return virtual;
  }

  /** Whether it runs code, such as a program on a kernel. */
  boolean runs() {
    return runs;
  }

  private void see(String name) {
    names.add(name);
    virtual |= VIRTUAL.contains(name);
    readsClock |= REAL_TYPES.contains(name) || UNITS.contains(name);
  }

  private void see(String owner, String method) {
    readsClock |= REAL_CALLS.getOrDefault(owner, Set.of()).contains(method);
  }

  @Override
  public Void visitIdentifier(IdentifierTree tree, Void nothing) {
    see(tree.getName().toString());
    return null;
  }

  @Override
  public Void visitMemberSelect(MemberSelectTree tree, Void nothing) {
    see(tree.getIdentifier().toString());
    see(simpleName(tree.getExpression()), tree.getIdentifier().toString());
    return super.visitMemberSelect(tree, nothing);
  }

  @Override
  public Void visitMemberReference(MemberReferenceTree tree, Void nothing) {
    see(tree.getName().toString());
    see(simpleName(tree.getQualifierExpression()), tree.getName().toString());
    return super.visitMemberReference(tree, nothing);
  }

  @Override
  public Void visitMethodInvocation(MethodInvocationTree tree, Void nothing) {
    String method = simpleName(tree.getMethodSelect());
    readsClock |= REAL_METHODS.contains(method);
    // A thread's join with a limit: a task's join has no argument, and String.join has more.
    readsClock |=
        method.equals("join")
            && tree.getArguments().size() == 1
            && tree.getMethodSelect() instanceof MemberSelectTree;
    readsKernelsClock |= TIMED.contains(method);
    runs |= RUNNING.contains(method);
    return super.visitMethodInvocation(tree, nothing);
  }

  /** Tests with this annotation run on a kernel. */
  @Override
  public Void visitAnnotation(AnnotationTree tree, Void nothing) {
    runs |= simpleName(tree.getAnnotationType()).equals("GonzoTest");
    return super.visitAnnotation(tree, nothing);
  }

  @Override
  public Void visitNewClass(NewClassTree tree, Void nothing) {
    see(simpleName(tree.getIdentifier()));
    return super.visitNewClass(tree, nothing);
  }

  static String simpleName(Tree tree) {
    return switch (tree) {
      case MemberSelectTree select -> select.getIdentifier().toString();
      case IdentifierTree identifier -> identifier.getName().toString();
      case ExpressionTree other -> other.toString();
      case null -> "";
      default -> tree.toString();
    };
  }
}
