package dev.gonzo.check;

import com.sun.source.tree.Tree;
import java.util.List;
import java.util.Set;
import javax.lang.model.element.Element;
import org.jspecify.annotations.Nullable;

/**
 * A call, and what surrounds it in its region.
 *
 * @param callee the method or constructor; or a field, such as {@code System.in}
 * @param tree where a message points
 * @param words the call in a message, if the source does not show it ({@code close()} of a
 *     resource)
 * @param inCoroutine whether it is in a body that runs in place, inside a coroutine
 * @param guarded whether the failure of a call outside a coroutine is caught
 * @param locks what locks the call holds, the outermost first
 * @param swallower the catch that swallows a cancellation of the call
 * @param suppressed the faults that are suppressed here
 */
record Call(
    Element callee,
    Tree tree,
    String words,
    boolean inCoroutine,
    boolean guarded,
    List<Lock> locks,
    @Nullable Swallower swallower,
    Set<Fault> suppressed) {

  /**
   * A monitor, or another lock, that is held.
   *
   * @param tree where a message points
   * @param words what holds it
   */
  record Lock(Tree tree, String words) {}

  /**
   * A catch that swallows a cancellation.
   *
   * @param tree where a message points
   * @param type the type that it catches
   * @param suppressed the faults that are suppressed around it
   */
  record Swallower(Tree tree, String type, Set<Fault> suppressed) {}
}
