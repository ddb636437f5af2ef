package dev.gonzo.check;

import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;

/** The messages: what is wrong, why it matters, what to write instead. */
final class Messages {
  private final Context context;
  private final Colours colours;

  Messages(Context context, Colours colours) {
    this.context = context;
    this.colours = colours;
  }

  String staticInitialiser(Call call) {
    return suspends(call)
        + " in a static initialiser, where nothing can suspend: the JVM holds the class meanwhile"
        + "\n  Call it in a method that runs later, or pass the value in.";
  }

  String objectMethod(Region region, Call call) {
    String method = region.method == null ? "it" : region.method.getSimpleName() + "()";
    return suspends(call)
        + " in "
        + method
        + ", which collections, logs and debuggers call anywhere, also where nothing can suspend"
        + "\n  Use what the object already has, and read the rest in a method of its own.";
  }

  String wrongThread(Region region, Call call) {
    String runs =
        switch (region.where) {
          case SYNC ->
              region.runner.isEmpty()
                  ? "here, in code for ordinary threads"
                  : "here, in code that " + region.runner + " runs outside coroutines";
          default ->
              region.runner.isEmpty()
                  ? "here, in a thread"
                  : "here, in code that " + region.runner + " runs in another thread";
        };
    return asynchronous(call)
        + " "
        + runs
        + ", and fails there with OutsideKernelException"
        + "\n  Start a task with spawn(...); or open an EntryPoint in the task, and let the thread call"
        + " entryPoint.call(() -> ...).";
  }

  String outsideRun(Call call) {
    return asynchronous(call)
        + ", and main calls it outside run(...), where it fails with OutsideKernelException"
        + "\n  Write run(() -> { ... }) around it.";
  }

  String nestedRun(Call call) {
    return said(
            call,
            Trait.STARTS_KERNEL,
            " starts a kernel inside a coroutine",
            " can start a kernel inside a coroutine")
        + ", and fails there with InsideCoroutineException, because one runs already"
        + "\n  Call the body directly, or start a task with spawn(...).";
  }

  boolean isSyncOnly(Call call) {
    return colours.origin(Trait.BLOCKS, call.callee()) instanceof ExecutableElement method
        && context.marks().of(method) == Mark.SYNC_ONLY;
  }

  String blocks(Call call) {
    Element origin = colours.origin(Trait.BLOCKS, call.callee());
    if (isSyncOnly(call) && origin instanceof ExecutableElement method) {
      String instead = Marks.instead(method);
      return said(
              call,
              Trait.BLOCKS,
              " is @SyncOnly, and this is inside a coroutine",
              " can call a @SyncOnly method inside a coroutine")
          + ", where it would block all tasks"
          + "\n  Call "
          + (instead.isEmpty() ? "an async method" : instead)
          + " instead, or call it in runInThread(...).";
    }
    return said(
            call,
            Trait.BLOCKS,
            " blocks natively inside a coroutine",
            " can block natively inside a coroutine")
        + ", and so holds up all tasks of the kernel"
        + "\n  Use "
        + Colours.insteadOfNative(origin).orElse("an async method, or runInThread(...)")
        + ".";
  }

  String swallowed(Call.Swallower swallower, Call call) {
    return "catch ("
        + swallower.type()
        + ") swallows a cancellation of "
        + described(call, Trait.SUSPENDS)
        + ", so that the task cannot be stopped"
        + "\n  Catch Exception, or write catch (Cancelled cancelled) { throw cancelled; } before it.";
  }

  String locked(Call.Lock lock, Call call) {
    return suspends(call)
        + ", and "
        + lock.words()
        + ": others that want it wait too, and cannot be cancelled"
        + "\n  Call it after the block, or use a Lock of dev.gonzo.sync.";
  }

  String callable(Region region, String type, Call call) {
    return asynchronous(call)
        + " in code for ordinary threads; "
        + region.runner
        + " has an overload for "
        + type
        + ", whose code may suspend"
        + "\n  Pass the code to that one.";
  }

  // ---------------------------------------------------------------- parts

  private String suspends(Call call) {
    return said(call, Trait.SUSPENDS, " suspends", " can suspend");
  }

  private String asynchronous(Call call) {
    return said(call, Trait.NEEDS_KERNEL, " is async", " can make an async call");
  }

  /** What a call does, or can do if that is inferred. */
  private String said(Call call, Trait trait, String does, String canDo) {
    return colours.origin(trait, call.callee()).equals(call.callee())
            && !colours.isFromLibrary(trait, call.callee())
        ? called(call) + does
        : called(call) + canDo + " (it calls " + colours.chain(trait, call.callee()) + ")";
  }

  private String described(Call call, Trait trait) {
    return colours.origin(trait, call.callee()).equals(call.callee())
            && !colours.isFromLibrary(trait, call.callee())
        ? called(call)
        : called(call) + " (it calls " + colours.chain(trait, call.callee()) + ")";
  }

  private static String called(Call call) {
    return call.words().isEmpty() ? Names.call(call.callee()) : call.words();
  }
}
