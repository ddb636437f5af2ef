package dev.gonzo.check;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.Element;
import javax.lang.model.element.TypeElement;
import org.jspecify.annotations.Nullable;

/** Reads {@code @SuppressWarnings("gonzo:NAME")}. */
final class Suppressions {
  private Suppressions() {}

  /** The faults that are suppressed in a declaration, with those around it. */
  static Set<Fault> at(@Nullable Element declaration, Set<Fault> around) {
    Set<Fault> all = around;
    for (String label : labels(declaration)) {
      var fault = Fault.labelled(label);
      if (fault.isPresent()) {
        all = all.isEmpty() ? EnumSet.noneOf(Fault.class) : EnumSet.copyOf(all);
        all.add(fault.get());
      }
    }
    return all;
  }

  /** The labels at a declaration that name no fault. */
  static List<String> unknown(@Nullable Element declaration) {
    return labels(declaration).stream().filter(label -> Fault.labelled(label).isEmpty()).toList();
  }

  private static List<String> labels(@Nullable Element declaration) {
    if (declaration == null) {
      return List.of();
    }
    var found = new ArrayList<String>();
    for (AnnotationMirror mark : declaration.getAnnotationMirrors()) {
      var type = (TypeElement) mark.getAnnotationType().asElement();
      if (type.getQualifiedName().contentEquals("java.lang.SuppressWarnings")) {
        mark.getElementValues().values().forEach(value -> add(value, found));
      }
    }
    return found;
  }

  private static void add(AnnotationValue value, List<String> found) {
    if (value.getValue() instanceof List<?> values) {
      values.forEach(one -> add((AnnotationValue) one, found));
    } else if (value.getValue() instanceof String label && Fault.isLabel(label)) {
      found.add(label);
    }
  }
}
