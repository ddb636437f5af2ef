package dev.gonzo.http.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.gonzo.Async;
import dev.gonzo.stream.ByteStream;
import dev.gonzo.stream.Input;
import java.io.IOException;
import java.util.Arrays;

/** A connection of a client, as the server's script sees it. */
final class Peer {
  final ByteStream stream;
  final int number;
  final Input input;

  Peer(ByteStream stream, int number) {
    this.stream = stream;
    this.number = number;
    input = Input.of(stream);
  }

  /** What a server does with its connections. */
  interface Script {
    @Async
    void run(Peer peer) throws Exception;
  }

  /** Reads a head; an empty text if the client has closed. */
  @Async
  String head() throws IOException {
    byte[] head = input.readUntil("\r\n\r\n".getBytes(ISO_8859_1));
    return head == null ? "" : new String(head, ISO_8859_1) + "\r\n";
  }

  /** Reads a body of known length. */
  @Async
  String body(int length) throws IOException {
    return new String(input.readExactly(length), ISO_8859_1);
  }

  /** Reads a body in chunks, and returns it as it came, with its trailers. */
  @Async
  String chunks() throws IOException {
    var all = new StringBuilder();
    while (true) {
      String size = input.readLine();
      if (size == null) {
        return all + "cut";
      }
      int length = Integer.parseInt(size, 16);
      if (length == 0) {
        break;
      }
      all.append(body(length));
      String _ = input.readLine();
    }
    for (String line; (line = input.readLine()) != null && !line.isEmpty(); ) {
      all.append('|').append(line);
    }
    return all.toString();
  }

  @Async
  void say(String text) throws IOException {
    stream.writeAll(text.getBytes(ISO_8859_1));
  }

  /** Sends a response with a body. */
  @Async
  void answer(String body, String... fields) throws IOException {
    say(
        "HTTP/1.1 200 OK\r\ncontent-length: "
            + body.length()
            + "\r\n"
            + String.join("", Arrays.stream(fields).map(each -> each + "\r\n").toList())
            + "\r\n"
            + body);
  }
}
