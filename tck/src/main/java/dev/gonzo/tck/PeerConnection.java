package dev.gonzo.tck;

import java.io.IOException;

/** Another program's end of a connection. Its methods block that program. */
public interface PeerConnection {
  /**
   * Waits for bytes.
   *
   * @param buffer where they go
   * @return how many came; -1 at the end
   * @throws IOException if the connection fails
   */
  int receive(byte[] buffer) throws IOException;

  /**
   * Sends bytes, all of them.
   *
   * @param bytes an array
   * @param length how many of its first bytes
   * @throws IOException if the connection fails
   */
  void send(byte[] bytes, int length) throws IOException;
}
