package unmodified;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gonzo.net.Socket;
import dev.gonzo.net.Tcp;
import dev.gonzo.stream.Input;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A database without tables: each query has one row with a number, which is greater by one each
 * time. It speaks as much of PostgreSQL's protocol as the JDBC driver uses for that.
 */
public final class SmallPostgres {
  /** Its port. */
  public static final int PORT = 5432;

  private static final int ENCRYPTED = 80_877_103;
  private static final int VERSION_3 = 3 << 16;
  private static final int LONGEST_MESSAGE = 65_536;
  private static final int INTEGER = 23;

  private final Socket client;
  private final Input in;
  // The last one that was prepared: the driver uses one after the other here.
  private String statement = "";
  private int number;

  private SmallPostgres(Socket client) {
    this.client = client;
    in = Input.of(client);
  }

  /** The URL for a server on a host. */
  public static String url(String host, String parameters) {
    return "jdbc:postgresql://" + host + ":" + PORT + "/test?user=test" + parameters;
  }

  /** Serves clients. */
  public static void serve(String host) throws IOException {
    Tcp.serve(
        host,
        PORT,
        client -> {
          try {
            new SmallPostgres(client).serve();
          } catch (IOException gone) {
            // The clients of the tests see why.
          }
        });
  }

  private void serve() throws IOException {
    if (body().getInt() == ENCRYPTED) {
      client.writeAll(new byte[] {'N'});
      if (body().getInt() != VERSION_3) {
        return;
      }
    }
    send('R', to -> to.writeInt(0));
    parameter("server_version", "17.0");
    parameter("client_encoding", "UTF8");
    parameter("DateStyle", "ISO, MDY");
    parameter("integer_datetimes", "on");
    parameter("standard_conforming_strings", "on");
    send('Z', to -> to.writeByte('I'));
    while (answer((char) in.readExactly(1)[0], body())) {}
  }

  private ByteBuffer body() throws IOException {
    int length = ByteBuffer.wrap(in.readExactly(Integer.BYTES)).getInt();
    if (length < Integer.BYTES || length > LONGEST_MESSAGE) {
      throw new IOException("a message of " + length + " bytes");
    }
    return ByteBuffer.wrap(in.readExactly(length - Integer.BYTES));
  }

  /** Answers a message; false for the last one. */
  private boolean answer(char type, ByteBuffer body) throws IOException {
    switch (type) {
      case 'P' -> {
        statement = new String(body.array(), UTF_8).split("\0")[1];
        send('1', _ -> {});
      }
      case 'B' -> send('2', _ -> {});
      case 'D' -> describe();
      case 'E' -> execute();
      case 'Q' -> { // only what the driver sets up
        statement = "";
        execute();
        send('Z', to -> to.writeByte('I'));
      }
      case 'C' -> send('3', _ -> {});
      case 'S' -> send('Z', to -> to.writeByte('I'));
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean isQuery() {
    return statement.startsWith("select");
  }

  private void describe() throws IOException {
    if (!isQuery()) {
      send('n', _ -> {});
      return;
    }
    send(
        'T',
        to -> {
          to.writeShort(1);
          to.write("number\0".getBytes(UTF_8));
          to.writeInt(0);
          to.writeShort(0);
          to.writeInt(INTEGER);
          to.writeShort(Integer.BYTES);
          to.writeInt(-1);
          to.writeShort(0);
        });
  }

  private void execute() throws IOException {
    if (isQuery()) {
      byte[] value = Integer.toString(++number).getBytes(UTF_8);
      send(
          'D',
          to -> {
            to.writeShort(1);
            to.writeInt(value.length);
            to.write(value);
          });
    }
    send('C', to -> to.write((isQuery() ? "SELECT 1\0" : "SET\0").getBytes(UTF_8)));
  }

  /** What is in a message. */
  private interface Body {
    void writeTo(DataOutputStream to) throws IOException;
  }

  private void parameter(String name, String value) throws IOException {
    send('S', to -> to.write((name + '\0' + value + '\0').getBytes(UTF_8)));
  }

  private void send(char type, Body body) throws IOException {
    var bytes = new ByteArrayOutputStream();
    body.writeTo(new DataOutputStream(bytes));
    ByteBuffer message = ByteBuffer.allocate(1 + Integer.BYTES + bytes.size());
    client.writeAll(
        message
            .put((byte) type)
            .putInt(Integer.BYTES + bytes.size())
            .put(bytes.toByteArray())
            .array());
  }
}
