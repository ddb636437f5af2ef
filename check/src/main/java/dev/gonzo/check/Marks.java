package dev.gonzo.check;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.Elements;
import org.jspecify.annotations.Nullable;

/** Reads marks from methods and parameters. By name, so that the plug-in needs no Gonzo to run. */
final class Marks {
  private static final String ASYNC = "dev.gonzo.Async";
  private static final String SYNC_ONLY = "dev.gonzo.SyncOnly";

  private final Elements elements;
  private final Map<ExecutableElement, Mark> known = new HashMap<>();
  // A type without such a method has an empty list.
  private final Map<TypeElement, List<ExecutableElement>> functions = new HashMap<>();

  Marks(Elements elements) {
    this.elements = elements;
  }

  /** Where a method runs an argument that is code. */
  enum Argument {
    IN_PLACE,
    ELSEWHERE,
    UNKNOWN
  }

  Mark of(ExecutableElement method) {
    return known.computeIfAbsent(method, Marks::read);
  }

  private static Mark read(ExecutableElement method) {
    Mark async = Mark.NONE;
    boolean syncOnly = false;
    for (AnnotationMirror mark : method.getAnnotationMirrors()) {
      switch (name(mark)) {
        case ASYNC -> async = suspension(mark);
        case SYNC_ONLY -> syncOnly = true;
        default -> {}
      }
    }
    if (!syncOnly) {
      return async;
    }
    return async == Mark.NONE ? Mark.SYNC_ONLY : Mark.BOTH;
  }

  private static Mark suspension(AnnotationMirror async) {
    return async.getElementValues().values().stream()
            .anyMatch(value -> value.getValue().toString().endsWith("NEVER"))
        ? Mark.ASYNC_WITHOUT_SUSPENSION
        : Mark.ASYNC;
  }

  /** What a {@code @SyncOnly} method says to call instead; may be empty. */
  static String instead(ExecutableElement method) {
    for (AnnotationMirror mark : method.getAnnotationMirrors()) {
      if (name(mark).equals(SYNC_ONLY)) {
        for (var value : mark.getElementValues().values()) {
          return value.getValue().toString();
        }
      }
    }
    return "";
  }

  Argument argument(VariableElement parameter) {
    for (AnnotationMirror mark : parameter.getAnnotationMirrors()) {
      switch (name(mark)) {
        case "dev.gonzo.InPlace" -> {
          return Argument.IN_PLACE;
        }
        case "dev.gonzo.Elsewhere" -> {
          return Argument.ELSEWHERE;
        }
        default -> {}
      }
    }
    return Argument.UNKNOWN;
  }

  private static String name(AnnotationMirror mark) {
    return ((TypeElement) mark.getAnnotationType().asElement()).getQualifiedName().toString();
  }

  /** The method of a functional interface; null if the type is none. */
  @Nullable ExecutableElement function(@Nullable TypeMirror type) {
    if (!(type instanceof DeclaredType declared)
        || !(declared.asElement() instanceof TypeElement element)
        || element.getKind() != ElementKind.INTERFACE) {
      return null;
    }
    List<ExecutableElement> found = functions.computeIfAbsent(element, this::abstractMethods);
    return found.isEmpty() ? null : found.getFirst();
  }

  private List<ExecutableElement> abstractMethods(TypeElement type) {
    return elements.getAllMembers(type).stream()
        .filter(member -> member.getKind() == ElementKind.METHOD)
        .filter(member -> member.getModifiers().contains(Modifier.ABSTRACT))
        .map(ExecutableElement.class::cast)
        .filter(method -> !isOfObject(method))
        .toList();
  }

  private static boolean isOfObject(Element method) {
    return switch (method.toString()) {
      case "equals(java.lang.Object)", "hashCode()", "toString()" -> true;
      default -> false;
    };
  }
}
