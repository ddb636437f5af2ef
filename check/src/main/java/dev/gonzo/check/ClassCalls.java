package dev.gonzo.check;

import dev.gonzo.check.ClassHierarchy.Method;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;

/** The calls in the class files of a library, and the colours that follow from them. */
final class ClassCalls {
  private final ClassHierarchy hierarchy;
  private final Map<Callee, Set<Callee>> callers = new HashMap<>();

  ClassCalls(ClassLoader dependencies) {
    hierarchy = new ClassHierarchy(dependencies);
  }

  /**
   * A method, or a field, as a class file names it.
   *
   * @param owner the internal name of the class
   * @param name its name
   * @param descriptor its descriptor; empty for a field
   */
  private record Callee(String owner, String name, String descriptor) {
    String key() {
      return owner + "." + name + descriptor;
    }
  }

  /**
   * Reads a class file. If it is damaged, nothing of it counts.
   *
   * @throws IllegalArgumentException if it is damaged
   */
  void read(byte[] content) {
    ClassModel type = ClassFile.of().parse(content);
    String owner = type.thisClass().asInternalName();
    var calls = new HashMap<Callee, Set<Callee>>();
    for (MethodModel method : type.methods()) {
      var caller =
          new Callee(owner, method.methodName().stringValue(), method.methodType().stringValue());
      calls.put(caller, calls(method));
    }
    hierarchy.add(type);
    calls.forEach((caller, callees) ->
        callees.forEach(
            callee -> callers.computeIfAbsent(callee, _ -> new LinkedHashSet<>(2)).add(caller)));
  }

  private static Set<Callee> calls(MethodModel method) {
    var calls = new LinkedHashSet<Callee>();
    method
        .code()
        .ifPresent(code -> {
          for (CodeElement element : code) {
            switch (element) {
              case InvokeInstruction call ->
                  calls.add(
                      new Callee(
                          call.owner().asInternalName(),
                          call.name().stringValue(),
                          call.type().stringValue()));
              case FieldInstruction field ->
                  calls.add(
                      new Callee(field.owner().asInternalName(), field.name().stringValue(), ""));
              default -> {}
            }
          }
        });
    // It does the right thing inside a coroutine and outside.
    return calls.contains(new Callee("dev/gonzo/Coroutine", "isRunning", "()Z")) ? Set.of() : calls;
  }

  // ---------------------------------------------------------------- colours

  ColourFile colours() {
    var resolved = new TreeMap<String, Resolved>();
    callers.forEach((callee, them) -> {
      var method = hierarchy.declared(callee.owner, callee.name + callee.descriptor);
      String key = method.map(Method::key).orElseGet(callee::key);
      resolved
          .computeIfAbsent(
              key, _ -> new Resolved(callee, method.map(Method::mark).orElse(Mark.NONE)))
          .callers
          .addAll(them);
    });
    resolved.values().forEach(each -> each.callers.sort((a, b) -> a.key().compareTo(b.key())));
    var file = new ColourFile();
    for (Trait trait : Trait.values()) {
      infer(trait, resolved, file);
    }
    return file;
  }

  /** A method that is called: a call that means it, its mark, and its callers. */
  private record Resolved(Callee callee, Mark mark, List<Callee> callers) {
    Resolved(Callee callee, Mark mark) {
      this(callee, mark, new ArrayList<>(2));
    }
  }

  private void infer(Trait trait, Map<String, Resolved> resolved, ColourFile file) {
    Queue<String> left = new ArrayDeque<>();
    resolved.forEach((key, each) -> {
      if (isKnown(trait, each)) {
        left.add(key);
      }
    });
    var seen = new HashSet<>(left);
    for (String callee = left.poll(); callee != null; callee = left.poll()) {
      Resolved from = resolved.get(callee);
      for (Callee caller : from == null ? List.<Callee>of() : from.callers) {
        if (seen.add(caller.key()) && isUnmarked(caller)) {
          file.add(trait, caller.key(), callee);
          left.add(caller.key());
        }
      }
    }
  }

  /** A mark is the author's word, and the plug-in reads it from the class. */
  private boolean isUnmarked(Callee method) {
    return hierarchy
        .declared(method.owner, method.name + method.descriptor)
        .map(found -> found.mark() == Mark.NONE)
        .orElse(true);
  }

  private static boolean isKnown(Trait trait, Resolved method) {
    String owner = method.callee.owner.replace('/', '.');
    return switch (trait) {
      case SUSPENDS -> method.mark == Mark.ASYNC;
      case NEEDS_KERNEL -> method.mark.isAsync() && !KnownCalls.isUniversal(owner);
      case BLOCKS ->
          method.mark == Mark.SYNC_ONLY
              || KnownCalls.insteadOfNative(owner, method.callee.name).isPresent();
      case STARTS_KERNEL -> KnownCalls.startsKernel(owner, method.callee.name);
    };
  }
}
