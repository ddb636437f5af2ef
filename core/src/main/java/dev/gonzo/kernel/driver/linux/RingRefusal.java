package dev.gonzo.kernel.driver.linux;

import dev.gonzo.kernel.driver.ErrorNumber;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Explains why Linux refuses to create a ring, and what to do about it. */
final class RingRefusal {
  private static final Path SWITCH = Path.of("/proc/sys/kernel/io_uring_disabled");
  private static final String OLDER = "this Linux is too old for it: 5.19 or later is needed";

  private RingRefusal() {}

  /**
   * Returns the reason why a call that creates a ring failed, as a sentence without its full stop.
   */
  static String of(CallRefused refused) {
    return of(refused.errorNumber(), disabled(), String.valueOf(refused.getMessage()));
  }

  /** Like {@link #of(CallRefused)}, with the state of the machine as parameters. */
  static String of(int errorNumber, String disabled, String message) {
    return "io_uring cannot be used: "
        + switch (errorNumber) {
          case ErrorNumber.ENOSYS -> "this Linux was built without it, or a sandbox hides it";
          case ErrorNumber.EINVAL -> OLDER;
          case ErrorNumber.EPERM, ErrorNumber.EACCES -> forbidden(disabled);
          case ErrorNumber.ENOMEM ->
              message
                  + "; raise the limit of locked memory (ulimit -l), or the memory of the group";
          case ErrorNumber.EMFILE, ErrorNumber.ENFILE ->
              message + "; close files, or raise the limit (ulimit -n)";
          default -> message;
        };
  }

  private static String forbidden(String disabled) {
    return switch (disabled) {
      case "1" ->
          "it is reserved for privileged programs: sysctl kernel.io_uring_disabled is 1; run with"
              + " CAP_SYS_ADMIN, or in the group of kernel.io_uring_group";
      case "2" -> "it is disabled: sysctl kernel.io_uring_disabled is 2";
      default -> "a sandbox forbids it (seccomp): allow io_uring_setup, _enter and _register";
    };
  }

  private static String disabled() {
    try {
      return Files.readString(SWITCH).strip();
    } catch (IOException | SecurityException older) {
      return "";
    }
  }
}
