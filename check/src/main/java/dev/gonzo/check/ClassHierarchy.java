package dev.gonzo.check;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.Annotation;
import java.lang.classfile.AnnotationValue;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;

/** The classes of a library and of those that it uses: their methods, with marks. */
final class ClassHierarchy {
  private static final int MOST_BYTES_OF_CLASS = 16 << 20;

  private final ClassLoader dependencies;
  private final Map<String, Optional<Type>> types = new HashMap<>();

  ClassHierarchy(ClassLoader dependencies) {
    this.dependencies = dependencies;
  }

  /**
   * A method, where it is declared.
   *
   * @param owner the internal name of its class
   * @param signature its name and descriptor
   * @param mark its mark
   */
  record Method(String owner, String signature, Mark mark) {
    String key() {
      return owner + "." + signature;
    }
  }

  /** A class: what it extends and implements, and its methods by name and descriptor. */
  private record Type(List<String> above, Map<String, Mark> methods) {}

  /** Adds a class of the library. */
  void add(ClassModel type) {
    types.put(type.thisClass().asInternalName(), Optional.of(read(type)));
  }

  /** The method that a call means: it may be inherited. Empty if its class is not available. */
  Optional<Method> declared(String owner, String signature) {
    Queue<String> left = new ArrayDeque<>(List.of(owner));
    var seen = new HashSet<String>(); // damaged classes may extend each other
    for (String name = left.poll(); name != null; name = left.poll()) {
      Type type = seen.add(name) ? find(name).orElse(null) : null;
      if (type != null) {
        Mark mark = type.methods.get(signature);
        if (mark != null) {
          return Optional.of(new Method(name, signature, mark));
        }
        left.addAll(type.above);
      }
    }
    return Optional.empty();
  }

  private Optional<Type> find(String name) {
    Optional<Type> known = types.get(name);
    if (known == null) {
      known = Context.isJdk(name.replace('/', '.')) ? Optional.empty() : load(name);
      types.put(name, known);
    }
    return known;
  }

  /** Only reads the file: no code of a dependency runs. */
  private Optional<Type> load(String name) {
    try (InputStream input = dependencies.getResourceAsStream(name + ".class")) {
      return input == null
          ? Optional.empty()
          : Optional.of(read(ClassFile.of().parse(input.readNBytes(MOST_BYTES_OF_CLASS))));
    } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException unreadable) {
      return Optional.empty();
    }
  }

  private static Type read(ClassModel type) {
    var above = new ArrayList<String>();
    type.superclass().ifPresent(one -> above.add(one.asInternalName()));
    type.interfaces().forEach(one -> above.add(one.asInternalName()));
    var methods = new HashMap<String, Mark>();
    for (MethodModel method : type.methods()) {
      methods.put(
          method.methodName().stringValue() + method.methodType().stringValue(), mark(method));
    }
    return new Type(List.copyOf(above), methods);
  }

  private static Mark mark(MethodModel method) {
    Mark async = Mark.NONE;
    boolean syncOnly = false;
    var visible = method.findAttribute(Attributes.runtimeVisibleAnnotations());
    for (Annotation one : visible.map(all -> all.annotations()).orElse(List.of())) {
      switch (one.className().stringValue()) {
        case "Ldev/gonzo/Async;" ->
            async = suspends(one) ? Mark.ASYNC : Mark.ASYNC_WITHOUT_SUSPENSION;
        case "Ldev/gonzo/SyncOnly;" -> syncOnly = true;
        default -> {}
      }
    }
    return syncOnly ? Mark.SYNC_ONLY : async;
  }

  private static boolean suspends(Annotation async) {
    return async.elements().stream()
        .noneMatch(element ->
            element.value() instanceof AnnotationValue.OfEnum value
                && value.constantName().equalsString("NEVER"));
  }
}
