package dev.gonzo.check;

import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.Trees;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.TypeMirror;
import javax.tools.JavaFileObject;
import org.jspecify.annotations.Nullable;

/** The compiler's view of a compilation, and ours of its methods. */
record Context(
    Trees trees,
    javax.lang.model.util.Elements elements,
    javax.lang.model.util.Types types,
    Marks marks,
    Members members,
    Names names,
    Arguments arguments) {

  static Context of(JavacTask task) {
    Trees trees = Trees.instance(task);
    var marks = new Marks(task.getElements());
    var table = new ArgumentTable(task.getElements(), task.getTypes());
    return new Context(
        trees,
        task.getElements(),
        task.getTypes(),
        marks,
        new Members(task.getElements()),
        new Names(task.getElements(), task.getTypes()),
        new Arguments(trees, marks, table));
  }

  /** The element that a tree declares or refers to; null in a source with errors. */
  @Nullable Element element(TreePath path) {
    return trees.getElement(path);
  }

  /** The static type of an expression; null in a source with errors. */
  @Nullable TypeMirror type(TreePath path) {
    return trees.getTypeMirror(path);
  }

  /** Whether a callee can have a colour. Most calls are calls of the JDK, and have none. */
  boolean matters(Element callee) {
    if (!(callee.getEnclosingElement() instanceof TypeElement owner)) {
      return false; // the length of an array
    }
    String name = owner.getQualifiedName().toString();
    return !isJdk(name)
        || KnownCalls.insteadOfNative(name, callee.getSimpleName().toString()).isPresent();
  }

  static boolean isJdk(String type) {
    return type.startsWith("java.") || type.startsWith("javax.") || type.startsWith("jdk.");
  }

  /** Whether an element can be changed: that of a library, the JDK's too, cannot. */
  boolean isInSources(Element element) {
    try {
      JavaFileObject file = elements.getFileObjectOf(element);
      return file != null && file.getKind() == JavaFileObject.Kind.SOURCE;
    } catch (UnsupportedOperationException notSupported) {
      return false;
    }
  }

  /** Whether a method asks if it is inside a coroutine. */
  boolean asksColour(Element callee) {
    return callee.getKind() == ElementKind.METHOD
        && callee.getSimpleName().contentEquals("isRunning")
        && isIn(callee, "dev.gonzo.Coroutine");
  }

  /** Whether a method lets no cancellation from outside arrive in its body. */
  static boolean isShield(Element method) {
    return method.getSimpleName().contentEquals("withoutCancellation")
        && isIn(method, "dev.gonzo.Gonzo");
  }

  static boolean isIn(Element member, String type) {
    return member.getEnclosingElement() instanceof TypeElement owner
        && owner.getQualifiedName().contentEquals(type);
  }

  /** A method's erased class name and name, for the tables. */
  static String ownerName(Element member) {
    return member.getEnclosingElement() instanceof TypeElement owner
        ? owner.getQualifiedName().toString()
        : "";
  }
}
