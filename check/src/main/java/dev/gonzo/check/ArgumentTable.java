package dev.gonzo.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;
import org.jspecify.annotations.Nullable;

/** Where the JDK's methods run an argument that is code: {@code arguments.txt}. */
final class ArgumentTable {
  private static final Map<String, List<Table.Line>> BY_METHOD = new HashMap<>();

  static {
    for (Table.Line line : Table.read("arguments.txt")) {
      for (String method : line.methods()) {
        BY_METHOD.computeIfAbsent(method, _ -> new ArrayList<>()).add(line);
      }
    }
  }

  private final Elements elements;
  private final Types types;

  ArgumentTable(Elements elements, Types types) {
    this.elements = elements;
    this.types = types;
  }

  /** A place from the table. */
  enum Place {
    IN_PLACE,
    LOCKED,
    ELSEWHERE,
    UNKNOWN
  }

  /**
   * Looks up a method.
   *
   * @param method the called method or constructor
   * @param receiver the static type of the object it is called on; null for static methods
   * @param arguments the static types of the arguments
   */
  Place of(
      ExecutableElement method,
      @Nullable TypeMirror receiver,
      List<? extends @Nullable TypeMirror> arguments) {
    List<Table.Line> lines = BY_METHOD.get(method.getSimpleName().toString());
    if (lines == null || !(method.getEnclosingElement() instanceof TypeElement owner)) {
      return Place.UNKNOWN;
    }
    for (Table.Line line : lines) {
      if (fits(line, method, receiver, owner)) {
        return switch (line.kind()) {
          case "in-place" -> Place.IN_PLACE;
          case "locked" -> Place.LOCKED;
          default -> mayRunInPlace(method, arguments) ? Place.UNKNOWN : Place.ELSEWHERE;
        };
      }
    }
    return Place.UNKNOWN;
  }

  private boolean fits(
      Table.Line line, ExecutableElement method, @Nullable TypeMirror receiver, TypeElement owner) {
    if (owner.getQualifiedName().contentEquals(line.owner())) {
      return true;
    }
    TypeElement listed = elements.getTypeElement(line.owner());
    if (listed == null || method.getKind() == ElementKind.CONSTRUCTOR) {
      return false;
    }
    TypeMirror erased = types.erasure(listed.asType());
    // The owner too: an unqualified call is made on this object.
    return isSubtype(receiver == null ? owner.asType() : receiver, erased);
  }

  /** An {@code Executor} may be {@code Runnable::run}; only an executor service has threads. */
  private boolean mayRunInPlace(
      ExecutableElement method, List<? extends @Nullable TypeMirror> arguments) {
    TypeElement service = elements.getTypeElement("java.util.concurrent.ExecutorService");
    var parameters = method.getParameters();
    for (int index = 0; index < parameters.size() && index < arguments.size(); index++) {
      if (parameters.get(index).asType() instanceof DeclaredType type
          && type.asElement() instanceof TypeElement element
          && element.getQualifiedName().contentEquals("java.util.concurrent.Executor")) {
        TypeMirror argument = arguments.get(index);
        return service == null
            || argument == null
            || !isSubtype(argument, types.erasure(service.asType()));
      }
    }
    return false;
  }

  private boolean isSubtype(TypeMirror type, TypeMirror erased) {
    return (type.getKind() == TypeKind.DECLARED || type.getKind() == TypeKind.TYPEVAR)
        && types.isSubtype(types.erasure(type), erased);
  }
}
