package dev.gonzo.check;

import com.sun.source.tree.Tree;
import dev.gonzo.check.Region.Where;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Finds the faults that follow from colours. */
final class Judge {
  private final Messages messages;
  private final Colours colours;
  private final List<Finding> findings = new ArrayList<>();
  // A block or a catch is reported once, with its first call.
  private final Set<Tree> reported = new HashSet<>();

  private Judge(Context context, Colours colours) {
    this.colours = colours;
    this.messages = new Messages(context, colours);
  }

  static List<Finding> judge(Context context, Facts facts, LibraryLookup libraries) {
    var judge = new Judge(context, new Colours(context, facts, libraries));
    judge.findings.addAll(facts.findings);
    for (Region region : facts.regions) {
      region.calls.forEach(call -> judge.look(region, call));
    }
    facts.callbacks.forEach(judge::look);
    return judge.findings;
  }

  private void look(Region region, Call call) {
    boolean suspends = colours.has(Trait.SUSPENDS, call.callee());
    if (suspends && !call.guarded()) {
      aroundSuspension(region, call);
    }
    if (region.asksColour) {
      return;
    }
    boolean needsKernel = !call.guarded() && colours.has(Trait.NEEDS_KERNEL, call.callee());
    switch (region.where) {
      case STATIC_INITIALISER -> {
        if (suspends && needsKernel) {
          add(Fault.STATIC_INITIALISER, region, call, messages.staticInitialiser(call));
        }
      }
      case OBJECT_METHOD -> {
        if (suspends && needsKernel) {
          add(Fault.OBJECT_METHOD, region, call, messages.objectMethod(region, call));
        }
      }
      case THREAD, SYNC -> {
        if (needsKernel && !call.inCoroutine()) {
          add(Fault.WRONG_THREAD, region, call, messages.wrongThread(region, call));
        }
      }
      case MAIN -> {
        if (needsKernel && !call.inCoroutine()) {
          add(Fault.OUTSIDE_RUN, region, call, messages.outsideRun(call));
        }
      }
      case COROUTINE, UNKNOWN -> {}
    }
    if ((region.where == Where.COROUTINE || call.inCoroutine()) && !call.guarded()) {
      insideCoroutine(region, call);
    }
  }

  private void aroundSuspension(Region region, Call call) {
    Call.Swallower swallower = call.swallower();
    if (swallower != null
        && !swallower.suppressed().contains(Fault.SWALLOWED_CANCELLATION)
        && !call.suppressed().contains(Fault.SWALLOWED_CANCELLATION)
        && reported.add(swallower.tree())) {
      add(
          Fault.SWALLOWED_CANCELLATION,
          region,
          call,
          swallower.tree(),
          messages.swallowed(swallower, call));
    }
    if (!call.locks().isEmpty()
        && !call.suppressed().contains(Fault.SYNCHRONIZED)
        && reported.add(call.locks().getLast().tree())) {
      String message = messages.locked(call.locks().getLast(), call);
      add(Fault.SYNCHRONIZED, region, call, message);
    }
  }

  private void insideCoroutine(Region region, Call call) {
    if (colours.has(Trait.STARTS_KERNEL, call.callee())) {
      add(Fault.NESTED_RUN, region, call, messages.nestedRun(call));
    } else if (colours.has(Trait.BLOCKS, call.callee())) {
      boolean isNative =
          Colours.insteadOfNative(colours.origin(Trait.BLOCKS, call.callee())).isPresent();
      add(
          isNative || !messages.isSyncOnly(call) ? Fault.NATIVE_BLOCK : Fault.SYNC_ONLY,
          region,
          call,
          messages.blocks(call));
    }
  }

  private void look(Facts.Callback callback) {
    Region region = callback.region();
    // Where it runs is known, so that has been reported.
    if (region.where != Where.UNKNOWN || region.reassigned || region.asksColour) {
      return;
    }
    for (Call call : region.calls) {
      if (!call.guarded() && colours.has(Trait.NEEDS_KERNEL, call.callee())) {
        add(Fault.CALLABLE, region, call, messages.callable(region, callback.type(), call));
        return;
      }
    }
  }

  private void add(Fault fault, Region region, Call call, String message) {
    add(fault, region, call, call.tree(), message);
  }

  private void add(Fault fault, Region region, Call call, Tree tree, String message) {
    if (!call.suppressed().contains(fault)) {
      String subject = Names.call(call.callee());
      findings.add(new Finding(fault, message, tree, region.unit, region.place, subject));
    }
  }
}
