package dev.gonzo;

/**
 * What a cancelled task meets at a checkpoint: at the trap where it is suspended, or on entry of
 * the next one.
 *
 * <p>An {@code Error}, so that {@code catch (Exception e)} does not swallow it. Let it pass: {@code
 * finally} blocks and {@code close()} run, and may suspend as usual. Its stack trace shows where it
 * arrived. (Behaviour: Curio, "Cancellation".)
 */
public final class Cancelled extends Error {
  private static final long serialVersionUID = 1;

  private final String reason;
  private final String requester;

  /**
   * Makes one. For kernels: user space asks for a cancellation by {@link Task#cancel()}.
   *
   * @param reason why
   * @param requester who asked
   */
  public Cancelled(String reason, String requester) {
    super(reason + " (asked for by " + requester + ")");
    this.reason = reason;
    this.requester = requester;
  }

  /** {@return why the task was cancelled} */
  public String reason() {
    return reason;
  }

  /** {@return who asked: the name of a task or of a thread} */
  public String requester() {
    return requester;
  }

  /** The stack trace is that of the place where it arrives, not of the one who asked. */
  Cancelled arrive() {
    super.fillInStackTrace();
    return this;
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
