package dev.gonzo.bridge;

import java.io.IOException;
import java.net.SocketException;
import org.jspecify.annotations.Nullable;

/** Failures as the JDK's sockets report them. */
final class Failures {
  private Failures() {}

  /** The failure of an operation on a socket that was closed here, before or during it. */
  static SocketException closed(@Nullable Throwable cause) {
    return new SocketException("Socket closed", cause);
  }

  /** The JDK's sockets throw only socket exceptions where they read, write and have options. */
  static SocketException ofSocket(IOException failure) {
    return failure instanceof SocketException of
        ? of
        : new SocketException(failure.getMessage(), failure);
  }
}
