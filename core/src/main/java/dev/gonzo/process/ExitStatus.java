package dev.gonzo.process;

/** How a process has ended. */
public sealed interface ExitStatus {
  /** {@return whether it ended by itself, with status 0} */
  default boolean isSuccess() {
    return this instanceof Exited(var code) && code == 0;
  }

  /**
   * It ended by itself.
   *
   * @param code its exit status, 0 to 255; 0 for success
   */
  record Exited(int code) implements ExitStatus {}

  /**
   * A signal ended it.
   *
   * @param signal the system's number: 9 for SIGKILL, 15 for SIGTERM
   */
  record Signalled(int signal) implements ExitStatus {}
}
