package dev.gonzo.check;

import com.sun.source.tree.CompilationUnitTree;
import java.util.ArrayList;
import java.util.List;
import javax.lang.model.element.ExecutableElement;
import org.jspecify.annotations.Nullable;

/**
 * Code that runs in one piece: the body of a method, of a lambda that does not run in place, or the
 * initialisers of a class. Its calls are the facts from which colours and faults follow.
 */
final class Region {
  /** What is known about where a region runs. */
  enum Where {
    /** Inside a coroutine. */
    COROUTINE,
    /** In a thread that is no coroutine. */
    THREAD,
    /** Where {@code @SyncOnly} code runs. */
    SYNC,
    /** In the initialisation of a class. */
    STATIC_INITIALISER,
    /** In a method that collections, debuggers and logs call anywhere. */
    OBJECT_METHOD,
    /** In the method that the JVM starts. */
    MAIN,
    /** Depends on the caller. */
    UNKNOWN
  }

  final CompilationUnitTree unit;
  // The class, and the method, as a baseline names them.
  final String place;
  // Null for lambdas and initialisers.
  final @Nullable ExecutableElement method;
  final List<Call> calls = new ArrayList<>();
  // The initialisers of the object, for a constructor.
  final List<Region> alsoRuns = new ArrayList<>();
  Where where;
  // What runs the region, in a message; empty if that is known from where.
  String runner = "";
  // It asks whether it is inside a coroutine, and so does the right thing on both sides.
  boolean asksColour;
  // Where a lambda is stored, if it can be replaced.
  boolean reassigned;

  Region(CompilationUnitTree unit, String place, @Nullable ExecutableElement method, Where where) {
    this.unit = unit;
    this.place = place;
    this.method = method;
    this.where = where;
  }
}
