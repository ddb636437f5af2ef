package dev.gonzo.check;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;

/**
 * The colours of the methods of a compilation: from marks, the tables, the libraries, and for
 * methods without a mark from what they call.
 */
final class Colours {
  private static final int LONGEST_CHAIN = 3;

  private final Context context;
  private final Facts facts;
  private final LibraryLookup libraries;
  private final Map<Trait, Map<Element, Element>> inferred = new EnumMap<>(Trait.class);

  Colours(Context context, Facts facts, LibraryLookup libraries) {
    this.context = context;
    this.facts = facts;
    this.libraries = libraries;
    for (Trait trait : Trait.values()) {
      inferred.put(trait, infer(trait));
    }
  }

  /** Whether a method has a trait. */
  boolean has(Trait trait, Element callee) {
    return inferred.getOrDefault(trait, Map.of()).containsKey(callee) || isKnown(trait, callee);
  }

  /** How a method gets its trait, in a message: what it calls, and what that calls. */
  String chain(Trait trait, Element callee) {
    var chain = new ArrayList<String>();
    Map<Element, Element> next = inferred.getOrDefault(trait, Map.of());
    Element last = callee;
    for (Element each = next.get(callee); each != null; each = next.get(each)) {
      chain.add(Names.call(each));
      last = each;
    }
    libraries.reason(trait, last).ifPresent(chain::add);
    if (chain.size() > LONGEST_CHAIN) {
      return chain.getFirst() + ", and by several more calls " + chain.getLast();
    }
    return String.join(", which calls ", chain);
  }

  /** The method from which the trait comes. */
  Element origin(Trait trait, Element callee) {
    Map<Element, Element> next = inferred.getOrDefault(trait, Map.of());
    Element last = callee;
    for (Element each = next.get(last); each != null; each = next.get(each)) {
      last = each;
    }
    return last;
  }

  /** Whether a trait of a method is from the stored colours of its library. */
  boolean isFromLibrary(Trait trait, Element callee) {
    return callee instanceof ExecutableElement method
        && inLibrary(trait, method, context.marks().of(method));
  }

  private boolean isKnown(Trait trait, Element callee) {
    if (!(callee instanceof ExecutableElement method)) {
      return trait == Trait.BLOCKS && insteadOfNative(callee).isPresent();
    }
    Mark mark = context.marks().of(method);
    return switch (trait) {
      case SUSPENDS -> mark == Mark.ASYNC || inLibrary(trait, method, mark);
      case NEEDS_KERNEL ->
          (mark.isAsync() && !KnownCalls.isUniversal(Context.ownerName(method)))
              || inLibrary(trait, method, mark);
      case BLOCKS ->
          mark == Mark.SYNC_ONLY
              || insteadOfNative(method).isPresent()
              || inLibrary(trait, method, mark);
      case STARTS_KERNEL ->
          KnownCalls.startsKernel(Context.ownerName(method), method.getSimpleName().toString())
              || inLibrary(trait, method, mark);
    };
  }

  private boolean inLibrary(Trait trait, ExecutableElement method, Mark mark) {
    return mark == Mark.NONE && !facts.methods.containsKey(method) && libraries.has(trait, method);
  }

  static Optional<String> insteadOfNative(Element callee) {
    return KnownCalls.insteadOfNative(Context.ownerName(callee), callee.getSimpleName().toString());
  }

  // ---------------------------------------------------------------- inference

  /** The methods with a trait, each with the callee that it is from. */
  private Map<Element, Element> infer(Trait trait) {
    var callers = new HashMap<Element, List<ExecutableElement>>();
    facts.methods.forEach((method, region) -> {
      if (passesOn(trait, method, region)) {
        addCallers(trait, region, method, callers);
        region.alsoRuns.forEach(each -> addCallers(trait, each, method, callers));
      }
    });
    var found = new HashMap<Element, Element>();
    Queue<Element> left = new ArrayDeque<>();
    var base = new HashSet<Element>();
    for (Element callee : callers.keySet()) {
      if (isKnown(trait, callee)) {
        base.add(callee);
        left.add(callee);
      }
    }
    for (Element callee = left.poll(); callee != null; callee = left.poll()) {
      for (ExecutableElement caller : callers.getOrDefault(callee, List.of())) {
        if (!base.contains(caller) && found.putIfAbsent(caller, callee) == null) {
          left.add(caller);
        }
      }
    }
    return found;
  }

  /** A mark is the author's word; and code whose place is known is judged by itself. */
  private boolean passesOn(Trait trait, ExecutableElement method, Region region) {
    if (context.marks().of(method) != Mark.NONE || region.asksColour) {
      return false;
    }
    return switch (trait) {
      case SUSPENDS, NEEDS_KERNEL -> true;
      case BLOCKS, STARTS_KERNEL ->
          switch (region.where) {
            case UNKNOWN, MAIN, OBJECT_METHOD -> true;
            case COROUTINE, THREAD, SYNC, STATIC_INITIALISER -> false;
          };
    };
  }

  private void addCallers(
      Trait trait,
      Region region,
      ExecutableElement caller,
      Map<Element, List<ExecutableElement>> callers) {
    for (Call call : region.calls) {
      boolean counts =
          switch (trait) {
            case SUSPENDS, NEEDS_KERNEL -> !call.guarded();
            case BLOCKS, STARTS_KERNEL -> !call.guarded() && !call.inCoroutine();
          };
      if (counts) {
        callers.computeIfAbsent(call.callee(), _ -> new ArrayList<>(1)).add(caller);
      }
    }
  }
}
