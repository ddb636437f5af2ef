package dev.gonzo.check;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.lang.model.element.ExecutableElement;

/** What the classes of one compilation contain, until colours and faults are derived from it. */
final class Facts {
  final List<Region> regions = new ArrayList<>();
  final Map<ExecutableElement, Region> methods = new HashMap<>();
  // Faults that need no colours.
  final List<Finding> findings = new ArrayList<>();
  final List<Callback> callbacks = new ArrayList<>();
  // By binary name, in the order of the sources.
  final Map<String, Place> classes = new LinkedHashMap<>();
  final List<Note> notes = new ArrayList<>();

  /** Adds those of a class. */
  void add(Facts one) {
    regions.addAll(one.regions);
    methods.putAll(one.methods);
    findings.addAll(one.findings);
    callbacks.addAll(one.callbacks);
    classes.putAll(one.classes);
    notes.addAll(one.notes);
  }

  /**
   * A {@code Callable} or the like, where an overload takes code that may suspend.
   *
   * @param region its code
   * @param type the type of the overload's parameter
   */
  record Callback(Region region, String type) {}

  /** A warning about the plug-in's own use, such as a suppression of an unknown fault. */
  record Note(String message, Place place) {}

  /** Where a message points. */
  record Place(Tree tree, CompilationUnitTree unit) {}
}
