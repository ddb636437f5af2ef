package dev.gonzo.trap;

import java.net.SocketOption;

/**
 * Who is at the other end of a Unix stream, as the system knows it: nobody can pretend to be
 * another. What it was when it connected, or began to listen.
 *
 * @param processId its process
 * @param userId its effective user
 * @param groupId its effective group
 */
public record PeerCredentials(int processId, int userId, int groupId) {
  /** The option of a socket that tells them; Linux only. */
  public static final SocketOption<PeerCredentials> OPTION =
      new SocketOption<>() {
        @Override
        public String name() {
          return "SO_PEERCRED";
        }

        @Override
        public Class<PeerCredentials> type() {
          return PeerCredentials.class;
        }

        @Override
        public String toString() {
          return name();
        }
      };
}
