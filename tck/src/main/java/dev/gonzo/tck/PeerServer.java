package dev.gonzo.tck;

import java.io.IOException;

/** Another program that serves one connection. In a task of the kernel under test. */
public interface PeerServer extends AutoCloseable {
  /** {@return the port at which it listens} */
  int port();

  /**
   * Waits until its service has returned, while other tasks run.
   *
   * @throws Exception as the service does
   */
  void awaitEnd() throws Exception;

  /**
   * Ends its listening.
   *
   * @throws IOException if the system cannot
   */
  @Override
  void close() throws IOException;
}
