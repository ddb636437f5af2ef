package dev.gonzo.sim.jdk;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/**
 * Lets a program report which collections of the JDK it uses, so that a recorder notices those that
 * tasks share with other threads.
 */
final class CollectionCalls implements CodeTransform {
  private static final List<byte[]> NAMES = List.of("java/util/".getBytes(StandardCharsets.UTF_8));

  private static final Set<String> OWNERS =
      Set.of(
          "ArrayDeque",
          "ArrayList",
          "BitSet",
          "Collection",
          "Deque",
          "HashMap",
          "HashSet",
          "IdentityHashMap",
          "LinkedHashMap",
          "LinkedHashSet",
          "LinkedList",
          "List",
          "Map",
          "NavigableMap",
          "NavigableSet",
          "PriorityQueue",
          "Queue",
          "SequencedCollection",
          "SequencedMap",
          "SequencedSet",
          "Set",
          "SortedMap",
          "SortedSet",
          "TreeMap",
          "TreeSet",
          "WeakHashMap",
          "concurrent/BlockingQueue",
          "concurrent/ConcurrentHashMap",
          "concurrent/ConcurrentLinkedDeque",
          "concurrent/ConcurrentLinkedQueue",
          "concurrent/ConcurrentMap",
          "concurrent/CopyOnWriteArrayList",
          "concurrent/LinkedBlockingQueue");

  /** The beginnings of the names of methods that change a collection. */
  private static final List<String> CHANGES =
      List.of(
          "add", "clear", "compute", "drain", "merge", "offer", "poll", "pop", "push", "put",
          "remove", "replace", "retain", "set", "sort", "take");

  private static final String PACKAGE = "java/util/";

  /** What occurs in a class that is to be changed. */
  static List<byte[]> names() {
    return NAMES;
  }

  @Override
  public void accept(CodeBuilder code, CodeElement element) {
    if (element instanceof InvokeInstruction call && isOne(call)) {
      report(code, call);
    }
    code.with(element);
  }

  private static boolean isOne(InvokeInstruction call) {
    String owner = call.owner().asInternalName();
    return (call.opcode() == Opcode.INVOKEINTERFACE || call.opcode() == Opcode.INVOKEVIRTUAL)
        && owner.startsWith(PACKAGE)
        && OWNERS.contains(owner.substring(PACKAGE.length()));
  }

  /** The collection is below the arguments: they are put aside, and back. */
  private static void report(CodeBuilder code, InvokeInstruction call) {
    List<ClassDesc> arguments = call.typeSymbol().parameterList();
    var places = new int[arguments.size()];
    for (int i = places.length - 1; i >= 0; i--) {
      TypeKind kind = TypeKind.from(arguments.get(i));
      places[i] = code.allocateLocal(kind);
      code.storeLocal(kind, places[i]);
    }
    String name = call.name().stringValue();
    boolean isChange = CHANGES.stream().anyMatch(name::startsWith);
    code.dup().invokestatic(ClockHook.CLASS, isChange ? "changes" : "uses", ClockHook.USES);
    for (int i = 0; i < places.length; i++) {
      code.loadLocal(TypeKind.from(arguments.get(i)), places[i]);
    }
  }
}
