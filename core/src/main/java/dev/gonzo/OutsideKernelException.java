package dev.gonzo;

import dev.gonzo.carrier.KernelThreads;
import dev.gonzo.report.Places;

/**
 * Thrown where an async method is called outside every coroutine. While a kernel runs, the message
 * names the calling thread, and says how that thread can reach what it called.
 */
public final class OutsideKernelException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  /**
   * Makes one.
   *
   * @param method the async method's name, without parentheses
   */
  public OutsideKernelException(String method) {
    this(method, "");
  }

  private OutsideKernelException(String method, String advice) {
    super(method + "() is async: call it inside run(...)" + advice);
  }

  /** One for the calling thread, with what helps there. */
  static OutsideKernelException here() {
    Places.Call call = Places.asyncCall();
    return new OutsideKernelException(
        call.method(), KernelThreads.areThereAny() ? advice(call) : "");
  }

  /** For a thread beside a running kernel: its code may well be written inside {@code run}. */
  private static String advice(Places.Call call) {
    Thread thread = Thread.currentThread();
    String name = thread.getName().isEmpty() ? thread.toString() : thread.getName();
    if (KernelThreads.isOne(thread)) {
      return ". Thread %s belongs to a kernel, and no task runs on it here; to have a task do it, use submit(...) of an entry point (entryPoint() inside run), which does not wait"
          .formatted(name);
    }
    String universal = universalKind(call.type());
    return ". Thread %s is not inside, even if its code is written there: only tasks are. %s an entry point: make one by entryPoint() inside run, and use its call(...) here"
        .formatted(
            name,
            universal.isEmpty()
                ? "Call it through"
                : "Share "
                    + universal
                    + " with the tasks instead, which threads may use too, or call it through");
  }

  /** The universal kind of the object that was called, if there is one. */
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
        case "Channel", "Select", "Selection", "Clause" -> "a Channel.universal(...)";
        case "Broadcast", "Subscription" -> "a Broadcast.universal(...)";
        default -> "a Queue.universal(...)";
      };
    }
    return "";
  }
}
