package dev.gonzo.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.type.TypeVariable;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;
import org.jspecify.annotations.Nullable;

/** The members of types, inherited ones too. */
final class Members {
  private final Elements elements;
  private final Map<TypeElement, SequencedSet<TypeElement>> above = new HashMap<>();

  Members(Elements elements) {
    this.elements = elements;
  }

  /** The method without parameters that a call on a static type means; null if there is none. */
  @Nullable ExecutableElement withoutParameters(@Nullable TypeMirror type, String name) {
    TypeElement element = element(type);
    if (element == null) {
      return null;
    }
    var found = in(element, name);
    if (found != null) {
      return found;
    }
    for (TypeElement supertype : supertypes(element)) {
      found = in(supertype, name);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private static @Nullable ExecutableElement in(TypeElement type, String name) {
    for (ExecutableElement method : ElementFilter.methodsIn(type.getEnclosedElements())) {
      if (method.getSimpleName().contentEquals(name) && method.getParameters().isEmpty()) {
        return method;
      }
    }
    return null;
  }

  /** The methods that a method overrides or implements, the nearest first. */
  List<ExecutableElement> overriddenBy(ExecutableElement method) {
    if (method.getKind() != ElementKind.METHOD
        || method.getModifiers().contains(Modifier.STATIC)
        || method.getModifiers().contains(Modifier.PRIVATE)
        || !(method.getEnclosingElement() instanceof TypeElement owner)) {
      return List.of();
    }
    var found = new ArrayList<ExecutableElement>(1);
    for (TypeElement supertype : supertypes(owner)) {
      for (ExecutableElement other : ElementFilter.methodsIn(supertype.getEnclosedElements())) {
        if (other.getSimpleName().equals(method.getSimpleName())
            && other.getParameters().size() == method.getParameters().size()
            && elements.overrides(method, other, owner)) {
          found.add(other);
        }
      }
    }
    return found;
  }

  SequencedSet<TypeElement> supertypes(TypeElement type) {
    SequencedSet<TypeElement> known = above.get(type);
    if (known == null) {
      known = new LinkedHashSet<>();
      add(type.getSuperclass(), known);
      for (TypeMirror each : type.getInterfaces()) {
        add(each, known);
      }
      above.put(type, known);
    }
    return known;
  }

  private void add(TypeMirror type, SequencedSet<TypeElement> found) {
    TypeElement element = element(type);
    if (element != null && found.add(element)) {
      found.addAll(supertypes(element));
    }
  }

  /** The class of a type, or of the bound of a type variable. */
  static @Nullable TypeElement element(@Nullable TypeMirror type) {
    return switch (type) {
      case DeclaredType declared -> declared.asElement() instanceof TypeElement it ? it : null;
      case TypeVariable variable -> element(variable.getUpperBound());
      case null, default -> null;
    };
  }
}
