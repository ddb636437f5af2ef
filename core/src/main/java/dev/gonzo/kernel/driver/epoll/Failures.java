package dev.gonzo.kernel.driver.epoll;

import dev.gonzo.TooManyOpenFilesException;
import dev.gonzo.kernel.driver.linux.ErrorNumber;
import dev.gonzo.kernel.driver.linux.SocketFailures;
import java.io.IOException;

/** What a task meets when a system call has failed. */
final class Failures {
  private Failures() {}

  static IOException of(String operation, int result) {
    return switch (-result) {
      case ErrorNumber.EMFILE, ErrorNumber.ENFILE ->
          new TooManyOpenFilesException("cannot " + operation);
      default -> SocketFailures.during(operation, result);
    };
  }
}
