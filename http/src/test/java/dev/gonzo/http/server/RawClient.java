package dev.gonzo.http.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.gonzo.net.Socket;
import dev.gonzo.net.Tcp;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** A client that writes bytes and compares bytes, so that nothing repairs what a server sends. */
final class RawClient implements AutoCloseable {
  final Socket socket;
  private final StringBuilder received = new StringBuilder();
  private final byte[] buffer = new byte[65_536];

  RawClient(Socket socket) {
    this.socket = socket;
  }

  static RawClient connect(String host, int port) throws IOException {
    return new RawClient(Tcp.connect(host, port));
  }

  RawClient send(String text) throws IOException {
    socket.writeAll(text.getBytes(ISO_8859_1));
    return this;
  }

  /** Sends a request without a body. */
  RawClient get(String target) throws IOException {
    return send("GET " + target + " HTTP/1.1\r\nhost: a\r\n\r\n");
  }

  /** Reads what comes until there is a text, and returns it up to there, without dates. */
  String until(String end) throws IOException {
    int at;
    while ((at = received.indexOf(end)) < 0) {
      int count = socket.read(buffer);
      if (count < 0) {
        throw new AssertionError("the connection ended after: " + received);
      }
      received.append(new String(buffer, 0, count, ISO_8859_1));
    }
    String text = received.substring(0, at + end.length());
    received.delete(0, at + end.length());
    return withoutDates(text);
  }

  /** Reads up to the end of the connection, without dates. */
  String toEnd() throws IOException {
    for (int count; (count = socket.read(buffer)) >= 0; ) {
      received.append(new String(buffer, 0, count, ISO_8859_1));
    }
    String text = received.toString();
    received.setLength(0);
    return withoutDates(text);
  }

  /** Returns what was received behind the last text, without waiting. */
  byte[] rest() {
    byte[] rest = received.toString().getBytes(ISO_8859_1);
    received.setLength(0);
    return rest;
  }

  /** Reads a number of bytes, or up to the end of the connection. */
  void skip(int count) throws IOException {
    for (int left = count; left > 0; ) {
      int read = socket.read(buffer, 0, Math.min(left, buffer.length));
      left -= read < 0 ? left : read;
    }
  }

  /** Reads up to the end of the connection. */
  byte[] bytesToEnd() throws IOException {
    var bytes = new ByteArrayOutputStream();
    bytes.writeBytes(received.toString().getBytes(ISO_8859_1));
    received.setLength(0);
    for (int count; (count = socket.read(buffer)) >= 0; ) {
      bytes.write(buffer, 0, count);
    }
    return bytes.toByteArray();
  }

  private static String withoutDates(String text) {
    return text.replaceAll("date: [^\r]*GMT\r\n", "").replace("\r\n", "\n");
  }

  @Override
  public void close() {
    socket.close();
  }
}
