package dev.gonzo.tls;

import dev.gonzo.stream.ByteStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** A stream that records what is written to it, and takes the records of TLS apart. */
final class Transcript implements ByteStream {
  private static final int RECORD_HEADER = 5;
  private static final int MESSAGE_HEADER = 4;
  private static final int CLIENT_HELLO = 1;
  private static final int KEY_SHARE = 51;

  private final ByteStream stream;
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();

  Transcript(ByteStream stream) {
    this.stream = stream;
  }

  /**
   * The random parts of the first message of a client or a server, in hexadecimal.
   *
   * @param random the client's random or the server's random
   * @param sessionId the session id, which a server of TLS 1.3 repeats
   * @param keyShares the public keys; empty before TLS 1.3
   */
  record Hello(String random, String sessionId, List<String> keyShares) {
    /** All of them that this side has made. */
    List<String> made() {
      var made = new ArrayList<>(keyShares);
      made.add(random);
      return made;
    }
  }

  /** The records that were written, each in hexadecimal. */
  List<String> records() {
    ByteBuffer bytes = ByteBuffer.wrap(written.toByteArray());
    var records = new ArrayList<String>();
    while (bytes.hasRemaining()) {
      int length = RECORD_HEADER + Short.toUnsignedInt(bytes.getShort(bytes.position() + 3));
      records.add(hex(bytes, length));
    }
    return records;
  }

  Hello hello() {
    ByteBuffer message = ByteBuffer.wrap(HexFormat.of().parseHex(records().getFirst()));
    message.position(RECORD_HEADER);
    boolean client = message.get() == CLIENT_HELLO;
    message.position(RECORD_HEADER + MESSAGE_HEADER + Short.BYTES);
    String random = hex(message, 32);
    String sessionId = hex(message, Byte.toUnsignedInt(message.get()));
    if (client) {
      skip(message, Short.toUnsignedInt(message.getShort())); // the cipher suites
      skip(message, Byte.toUnsignedInt(message.get())); // the compressions
    } else {
      skip(message, Short.BYTES + Byte.BYTES); // the chosen ones
    }
    return new Hello(random, sessionId, keyShares(message, client));
  }

  private static List<String> keyShares(ByteBuffer message, boolean client) {
    int end = Short.toUnsignedInt(message.getShort()) + message.position();
    var shares = new ArrayList<String>();
    while (message.position() < end) {
      int type = message.getShort();
      int next = Short.toUnsignedInt(message.getShort()) + message.position();
      if (type == KEY_SHARE) {
        skip(message, client ? Short.BYTES : 0); // the length of the list
        while (message.position() < next) {
          skip(message, Short.BYTES); // the group
          shares.add(hex(message, Short.toUnsignedInt(message.getShort())));
        }
      }
      message.position(next);
    }
    return shares;
  }

  private static void skip(ByteBuffer bytes, int count) {
    bytes.position(bytes.position() + count);
  }

  private static String hex(ByteBuffer bytes, int count) {
    var part = new byte[count];
    bytes.get(part);
    return HexFormat.of().formatHex(part);
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    return stream.read(buffer, offset, length);
  }

  @Override
  public int write(byte[] bytes, int offset, int length) throws IOException {
    int count = stream.write(bytes, offset, length);
    written.write(bytes, offset, count);
    return count;
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
