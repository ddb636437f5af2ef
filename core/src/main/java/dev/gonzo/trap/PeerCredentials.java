package dev.gonzo.trap;

import java.net.SocketOption;

/**
 * The process at the other end of a Unix stream, as the system recorded it when that process
 * connected or began to listen. A process cannot forge it.
 *
 * @param processId the id of the process
 * @param userId its effective user id
 * @param groupId its effective group id
 */
public record PeerCredentials(int processId, int userId, int groupId) {
  /** The socket option to read them with, {@code SO_PEERCRED}. Linux only. */
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
