package dev.gonzo.tck;

/** What another program does with the connection that it has accepted. */
@FunctionalInterface
public interface PeerService {
  /**
   * Serves a connection, which is closed on return.
   *
   * @param connection the connection
   * @throws Exception any failure, which ends the program
   */
  void serve(PeerConnection connection) throws Exception;
}
