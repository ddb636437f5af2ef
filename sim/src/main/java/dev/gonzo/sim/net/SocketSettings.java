package dev.gonzo.sim.net;

import java.net.NetworkInterface;
import org.jspecify.annotations.Nullable;

/** The options of a socket, in Linux's terms: it doubles the sizes of buffers that are set. */
final class SocketSettings {
  static final int TCP_BUFFER_BYTES = 131_072;
  static final int OTHER_BUFFER_BYTES = 212_992;
  static final int NO_LINGER = -1;

  private static final int MOST_BUFFER_BYTES = 212_992;
  private static final int LEAST_SEND_BYTES = 4_608;
  private static final int LEAST_RECEIVE_BYTES = 2_304;

  int sendBytes;
  int receiveBytes;
  int lingerSeconds = NO_LINGER;
  boolean reusesAddress;
  boolean reusesPort;
  boolean keepsAlive;
  boolean sendsAtOnce;
  boolean broadcasts;
  boolean multicastLoops = true;
  int multicastHops = 1;
  @Nullable NetworkInterface multicastBy;

  SocketSettings(int bufferBytes) {
    sendBytes = bufferBytes;
    receiveBytes = bufferBytes;
  }

  /** Those of a connection that a listener accepts. */
  SocketSettings inherited() {
    var copy = new SocketSettings(sendBytes);
    copy.receiveBytes = receiveBytes;
    copy.lingerSeconds = lingerSeconds;
    copy.reusesAddress = reusesAddress;
    copy.reusesPort = reusesPort;
    copy.keepsAlive = keepsAlive;
    copy.sendsAtOnce = sendsAtOnce;
    return copy;
  }

  boolean discardsAtClose() {
    return lingerSeconds == 0;
  }

  void setSendBytes(int wanted) {
    sendBytes = Math.max(LEAST_SEND_BYTES, doubled(wanted));
  }

  void setReceiveBytes(int wanted) {
    receiveBytes = Math.max(LEAST_RECEIVE_BYTES, doubled(wanted));
  }

  private static int doubled(int wanted) {
    // Linux compares without a sign, so that a negative size is a large one.
    return 2 * (wanted < 0 ? MOST_BUFFER_BYTES : Math.min(wanted, MOST_BUFFER_BYTES));
  }
}
