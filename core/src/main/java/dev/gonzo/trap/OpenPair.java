package dev.gonzo.trap;

/**
 * Opens two stream sockets that are connected with each other, as socketpair(2) does. They are Unix
 * sockets without an address: no other program can connect to them, and no child process inherits
 * them. Never suspends.
 */
public record OpenPair() implements Trap.Net<SocketPair> {
  @Override
  public Class<?> answerType() {
    return SocketPair.class;
  }

  @Override
  public boolean isCheckpoint() {
    return false;
  }
}
