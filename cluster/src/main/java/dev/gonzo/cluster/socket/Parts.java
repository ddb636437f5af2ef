package dev.gonzo.cluster.socket;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;

/** Joins the parts of a message, which come one after the other. */
final class Parts {
  private final int mostBytes;
  private ByteArrayOutputStream before = new ByteArrayOutputStream(0);

  Parts(int mostBytes) {
    this.mostBytes = mostBytes;
  }

  /** Keeps a part after which others follow. */
  void add(byte[] frame) throws IOException {
    requireRoom(frame);
    before.write(frame, 1, frame.length - 1);
  }

  /** Returns the message of which this is the last part, or the only one. */
  byte[] last(byte[] frame) throws IOException {
    requireRoom(frame);
    if (before.size() == 0) {
      return Arrays.copyOfRange(frame, 1, frame.length);
    }
    before.write(frame, 1, frame.length - 1);
    byte[] message = before.toByteArray();
    before = new ByteArrayOutputStream(0);
    return message;
  }

  private void requireRoom(byte[] frame) throws IOException {
    if (frame.length - 1 > mostBytes - before.size()) {
      throw new IOException("it sends a message that is longer than " + mostBytes + " bytes");
    }
  }
}
