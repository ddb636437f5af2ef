package dev.gonzo;

import dev.gonzo.carrier.KernelThreads;
import dev.gonzo.report.CallSites;

/**
 * Thrown when an async method is called outside a coroutine. If a kernel is running, the message
 * names the calling thread, and says how code on that thread can reach the kernel.
 */
public final class OutsideKernelException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  /**
   * Creates an exception.
   *
   * @param method the async method's name, without parentheses
   */
  public OutsideKernelException(String method) {
    this(method, "");
  }

  private OutsideKernelException(String method, String advice) {
    super(method + "() is async: call it inside run(...)" + advice);
  }

  /** Creates an exception with advice for the calling thread. */
  static OutsideKernelException here() {
    CallSites.Call call = CallSites.asyncCall();
    return new OutsideKernelException(
        call.method(), KernelThreads.areThereAny() ? advice(call) : "");
  }

  /** Advice for a thread outside a running kernel; its code may be written inside {@code run}. */
  private static String advice(CallSites.Call call) {
    Thread thread = Thread.currentThread();
    String name = thread.getName().isEmpty() ? thread.toString() : thread.getName();
    if (KernelThreads.isOne(thread)) {
      return (". Thread %s belongs to a kernel, but no task is running on it now; to run this in a"
              + " task, use submit(...) of an entry point (EntryPoint.open() inside run), which does not"
              + " wait")
          .formatted(name);
    }
    String universal = universalKind(call.type());
    return (". Thread %s is not inside, even if its code is written there: only tasks are. %s"
            + " an entry point: open one with EntryPoint.open() inside run, and use its call(...) here")
        .formatted(
            name,
            universal.isEmpty()
                ? "Call it through"
                : "Share "
                    + universal
                    + " with the tasks instead, which threads can use too, or call it through");
  }

  /** The universal variant of the object that was called, or an empty string. */
  private static String universalKind(String type) {
    String plain = type.substring(type.lastIndexOf('.') + 1).replaceFirst("\\$.*", "");
    if (type.startsWith("dev.gonzo.sync.")) {
      return switch (plain) {
        case "Event" -> "Event.universal()";
        case "Promise" -> "Promise.universal()";
        default -> "";
      };
    }
    if (type.startsWith("dev.gonzo.queue.")) {
      return switch (plain) {
        case "Channel", "Select", "Selection", "SelectClause" -> "a Channel.universal(...)";
        case "Broadcast", "Subscription" -> "a Broadcast.universal(...)";
        default -> "a Queue.universal(...)";
      };
    }
    return "";
  }
}
