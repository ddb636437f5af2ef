package dev.gonzo.process;

/** The way in which a process ended. */
public sealed interface ExitStatus {
  /** {@return whether it exited with status 0} */
  default boolean isSuccess() {
    return this instanceof Exited(var code) && code == 0;
  }

  /**
   * It exited by itself.
   *
   * @param code its exit status, 0 to 255; 0 for success
   */
  record Exited(int code) implements ExitStatus {}

  /**
   * A signal ended it.
   *
   * @param signal the number of the signal, such as 9 for SIGKILL or 15 for SIGTERM
   */
  record Signalled(int signal) implements ExitStatus {}
}
