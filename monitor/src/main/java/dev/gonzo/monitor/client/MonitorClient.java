package dev.gonzo.monitor.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gonzo.monitor.json.JsonObject;
import dev.gonzo.monitor.json.JsonReader;
import dev.gonzo.monitor.json.JsonWriter;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;

/**
 * A connection to a program. Its methods block the thread, for two to eight seconds if a kernel
 * does not answer, and for ten if the program does not; one thread at a time may call them.
 */
public final class MonitorClient implements AutoCloseable {
  /** How many tasks a page has at most. */
  public static final int PAGE = 1_000;

  /** How long an answer may be: the program is another one, and may be broken. */
  private static final int MOST_BYTES = 16 << 20;

  private static final int PROTOCOL = 1;

  private final SocketChannel channel;
  private final InputStream input;
  private final JsonObject hello;

  private MonitorClient(SocketChannel channel) throws IOException {
    this.channel = channel;
    this.input = new BufferedInputStream(Channels.newInputStream(channel), 1 << 16);
    this.hello = ask(new JsonWriter().beginObject().name("ask").value("hello").endObject());
    if (hello.number("protocol", 0) != PROTOCOL) {
      throw new IOException(
          "the program speaks version "
              + hello.number("protocol", 0)
              + " of the protocol, and this"
              + " command version "
              + PROTOCOL
              + ": use the gonzo command of the program's version");
    }
  }

  /**
   * Connects to a program.
   *
   * @param socket the socket that it has opened
   * @return the connection
   * @throws IOException if it is not a socket of a monitor, or the program does not answer for ten
   *     seconds
   */
  public static MonitorClient connect(Path socket) throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      Deadline.close(
          channel, Deadline.USUAL, () -> channel.connect(UnixDomainSocketAddress.of(socket)));
      return new MonitorClient(channel);
    } catch (Throwable failure) {
      channel.close();
      throw failure;
    }
  }

  /** {@return the number of its process} */
  public long pid() {
    return hello.number("pid", -1);
  }

  /** {@return the main class or jar, and its arguments} */
  public String program() {
    return hello.text("program");
  }

  /**
   * {@return the kernels that run}
   *
   * @throws IOException if the connection is lost
   */
  public List<KernelFacts> kernels() throws IOException {
    return ask(new JsonWriter().beginObject().name("ask").value("kernels").endObject())
        .objects("kernels")
        .stream()
        .map(KernelFacts::of)
        .toList();
  }

  /**
   * Asks for tasks of a kernel.
   *
   * @param kernel its number
   * @param question which tasks
   * @return the tasks
   * @throws IOException if the connection is lost
   */
  public TaskPage tasks(int kernel, TaskQuestion question) throws IOException {
    return TaskPage.of(ask(question.json(kernel)));
  }

  /**
   * Starts a recording of the program, which ends with {@link #stopRecording} or with this
   * connection.
   *
   * @param recording how and where the program records
   * @throws IOException if it cannot; the message says why
   */
  public void record(RecordingRequest recording) throws IOException {
    JsonObject _ = ask(recording.json());
  }

  /**
   * Ends the recording, and waits until its files are closed.
   *
   * @throws IOException if the connection is lost
   */
  public void stopRecording() throws IOException {
    JsonObject _ = ask(new JsonWriter().beginObject().name("ask").value("stop").endObject());
  }

  /**
   * Sends a request as it is.
   *
   * @param request a JSON object in one line
   * @return the answer, a JSON object in one line
   * @throws IOException if the connection is lost, the answer is too long, or there is none for ten
   *     seconds; then the connection is closed
   */
  public String askRaw(String request) throws IOException {
    return Deadline.close(channel, Deadline.USUAL, () -> exchange(request));
  }

  private String exchange(String request) throws IOException {
    ByteBuffer bytes = UTF_8.encode(request + "\n");
    try {
      while (bytes.hasRemaining()) {
        int _ = channel.write(bytes);
      }
    } catch (IOException refused) {
      // A program that takes no more tools says so before it is asked: that is read below.
      if (!channel.isOpen()) {
        throw refused;
      }
    }
    return line();
  }

  private JsonObject ask(JsonWriter request) throws IOException {
    try {
      JsonObject answer = JsonReader.object(askRaw(request.toString()));
      if (answer.has("error")) {
        throw new IOException("the program has refused the request: " + answer.text("error"));
      }
      return answer;
    } catch (IllegalArgumentException garbled) {
      throw new IOException("the program has sent something else than an answer", garbled);
    }
  }

  private String line() throws IOException {
    var line = new ByteArrayOutputStream();
    for (int each = input.read(); each != '\n'; each = input.read()) {
      if (each < 0) {
        throw new EOFException("the program has ended, or has closed the connection");
      }
      if (line.size() == MOST_BYTES) {
        throw new IOException("the program has sent more than " + MOST_BYTES + " bytes at once");
      }
      line.write(each);
    }
    return line.toString(UTF_8);
  }

  /**
   * Ends the connection. Does not wait; any thread may call it, any number of times. A thread that
   * waits for an answer gets an exception.
   */
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException already) {
      // There is nothing left to release.
    }
  }
}
