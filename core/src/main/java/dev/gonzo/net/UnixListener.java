package dev.gonzo.net;

import dev.gonzo.trap.Handle;
import dev.gonzo.trap.UnixAddress;
import java.io.IOException;

/**
 * A socket that accepts connections from programs on the same machine. Closing it removes the file
 * that it has created.
 *
 * <p>Only for tasks of the kernel that opened it.
 */
public final class UnixListener extends StreamListener<UnixSocket> {
  private final UnixAddress address;

  UnixListener(Handle handle, UnixAddress address, ListenOptions options) {
    super(handle, options);
    this.address = address;
  }

  @Override
  UnixSocket socket(Handle accepted) throws IOException {
    return UnixSocket.of(accepted);
  }

  /** {@return the address on which it listens; also after it was closed} */
  public UnixAddress localAddress() {
    return address;
  }

  /** {@return the address on which it listens} */
  @Override
  public String toString() {
    return address.toString();
  }
}
