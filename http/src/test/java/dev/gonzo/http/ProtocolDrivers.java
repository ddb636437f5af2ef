package dev.gonzo.http;

import dev.gonzo.net.Socket;
import java.io.IOException;

/** What the listings of docs/protocols.md are called by: they are compiled for another loader. */
public interface ProtocolDrivers {
  /** Runs the listing that drives by hand. */
  void byHand();

  /** Serves a connection on this thread. */
  void onThreads(java.net.Socket socket) throws IOException;

  /** Serves a connection in this task. */
  void onGonzo(Socket socket) throws IOException;
}
