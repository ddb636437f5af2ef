package dev.gonzo;

import dev.gonzo.report.Text;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;

/** Recognises the exceptions that the JDK's blocking calls throw when interrupted. */
final class Interrupts {
  private Interrupts() {}

  static boolean isOne(Throwable thrown) {
    return thrown instanceof InterruptedException
        || thrown instanceof ClosedByInterruptException
        || (thrown instanceof InterruptedIOException && !(thrown instanceof SocketTimeoutException))
        || (thrown instanceof SocketException
            && "Closed by interrupt".equals(Text.messageOf(thrown)));
  }
}
