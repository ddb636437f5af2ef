package dev.gonzo.trap;

/**
 * Opens two stream sockets that are connected with each other, as socketpair(2) does: Unix sockets
 * without an address, which nobody else can reach and no child process inherits. Never suspends.
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
