package rules.realtime;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.lang.model.element.Modifier;

/**
 * One source file of the tests.
 *
 * @param module the directory of its module
 * @param name the simple name of its top class
 * @param isAbstract whether that class is abstract
 * @param tests the names of its test methods that are not tagged; none if the class is
 * @param setUp the names of the methods that run before or after each of them
 * @param members what its methods, fields and nested types use, by their simple names
 * @param staticImports the simple name of the class from which a name is imported
 */
record TestFile(
    String module,
    String name,
    boolean isAbstract,
    List<String> tests,
    List<String> setUp,
    Map<String, List<Uses>> members,
    Map<String, String> staticImports) {
  private static final String TAG = "\"realTime\"";
  private static final Set<String> TESTS =
      Set.of(
          "Test", "GonzoTest", "ParameterizedTest", "RepeatedTest", "TestFactory", "TestTemplate");
  private static final Set<String> SET_UP =
      Set.of("BeforeEach", "AfterEach", "BeforeAll", "AfterAll");

  static TestFile of(String module, CompilationUnitTree unit) {
    var imports = new HashMap<String, String>();
    for (ImportTree imported : unit.getImports()) {
      if (imported.isStatic()) {
        String[] parts = imported.getQualifiedIdentifier().toString().split("\\.");
        imports.put(parts[parts.length - 1], parts[parts.length - 2]);
      }
    }
    for (Tree type : unit.getTypeDecls()) {
      if (type instanceof ClassTree top) {
        var file =
            new TestFile(
                module,
                top.getSimpleName().toString(),
                top.getModifiers().getFlags().contains(Modifier.ABSTRACT),
                new ArrayList<>(),
                new ArrayList<>(),
                new HashMap<>(),
                imports);
        file.read(top);
        return file;
      }
    }
    return new TestFile(module, "", false, List.of(), List.of(), Map.of(), imports);
  }

  /** {@return whether other tests use it, so that its actions count as theirs} */
  boolean isHelper() {
    return !isAbstract && !name.endsWith("Test");
  }

  private void read(ClassTree top) {
    boolean tagged = isTagged(top.getModifiers());
    for (AnnotationTree annotation : top.getModifiers().getAnnotations()) {
      if (nameOf(annotation).equals("GonzoTest")) { // it chooses the kernel of all tests
        members.computeIfAbsent("", _ -> new ArrayList<>()).add(Uses.of(annotation));
      }
    }
    for (Tree member : top.getMembers()) {
      String memberName =
          switch (member) {
            case MethodTree method -> method.getName().toString();
            case VariableTree field -> field.getName().toString();
            case ClassTree nested -> nested.getSimpleName().toString();
            default -> "";
          };
      members.computeIfAbsent(memberName, _ -> new ArrayList<>()).add(Uses.of(member));
      if (member instanceof MethodTree method && !tagged) {
        if (has(method.getModifiers(), TESTS) && !isTagged(method.getModifiers())) {
          tests.add(memberName);
        }
        if (has(method.getModifiers(), SET_UP)) {
          setUp.add(memberName);
        }
      }
    }
  }

  private static boolean has(ModifiersTree modifiers, Set<String> annotations) {
    return modifiers.getAnnotations().stream().anyMatch(one -> annotations.contains(nameOf(one)));
  }

  private static boolean isTagged(ModifiersTree modifiers) {
    return modifiers.getAnnotations().stream()
        .anyMatch(one -> nameOf(one).equals("Tag") && one.getArguments().toString().contains(TAG));
  }

  private static String nameOf(AnnotationTree annotation) {
    return Uses.simpleName(annotation.getAnnotationType());
  }
}
