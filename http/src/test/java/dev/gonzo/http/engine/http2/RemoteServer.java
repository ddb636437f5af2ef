package dev.gonzo.http.engine.http2;

import dev.gonzo.http.engine.Engine;
import dev.gonzo.http.engine.Wait;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Another program's server, in the place of the engine: bytes go to it, and what it sends is taken
 * for its events. It has said all if it is quiet for some time, so a case that fails is tried again
 * with more time.
 */
final class RemoteServer implements Engine<Received, Sent>, AutoCloseable {
  private static final String FROM_OUTSIDE = "RFC 9113, as seen from outside";

  private final Socket socket;
  private final ByteArrayOutputStream unparsed = new ByteArrayOutputStream();
  private ByteBuffer output = ByteBuffer.allocate(0);
  private boolean isClosed;

  RemoteServer(int port, Duration quiet) throws IOException {
    socket = new Socket("127.0.0.1", port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout((int) quiet.toMillis());
  }

  @Override
  public List<Received> receive(ByteBuffer bytes) {
    byte[] sent = new byte[bytes.remaining()];
    bytes.get(sent);
    try {
      socket.getOutputStream().write(sent);
    } catch (IOException _) {
      isClosed = true; // it has closed the connection: what it said before that is still read
    }
    return answers();
  }

  private List<Received> answers() {
    byte[] buffer = new byte[65_536];
    try {
      for (int n; (n = socket.getInputStream().read(buffer)) > 0; ) {
        unparsed.write(buffer, 0, n);
      }
      isClosed = true;
    } catch (SocketTimeoutException _) {
      // It is quiet.
    } catch (IOException _) {
      isClosed = true;
    }
    return whole();
  }

  /** Takes the whole frames of what was received. */
  private List<Received> whole() {
    ByteBuffer in = ByteBuffer.wrap(unparsed.toByteArray());
    var events = new ArrayList<Received>();
    Received.@org.jspecify.annotations.Nullable Violation violation = null;
    while (in.remaining() >= 9 && in.remaining() >= 9 + (in.getInt(in.position()) >>> 8)) {
      int at = in.position();
      int end = at + 9 + (in.getInt(at) >>> 8);
      int type = in.get(at + 3);
      if (type == Frame.RST_STREAM) {
        events.add(
            new Received.StreamViolation(
                in.getInt(at + 5), ErrorCode.of(in.getInt(at + 9)), FROM_OUTSIDE, ""));
      } else if (type == Frame.GOAWAY) {
        violation = new Received.Violation(ErrorCode.of(in.getInt(at + 13)), FROM_OUTSIDE, "");
      }
      in.position(end);
    }
    if (violation != null) {
      events.add(violation);
    }
    byte[] all = unparsed.toByteArray();
    output =
        ByteBuffer.allocate(output.remaining() + in.position())
            .put(output)
            .put(all, 0, in.position())
            .flip();
    unparsed.reset();
    unparsed.write(all, in.position(), in.remaining());
    return events;
  }

  @Override
  public List<Received> receiveEnd() {
    throw new UnsupportedOperationException("no case ends the connection");
  }

  @Override
  public void send(Sent event) {
    // It answers by itself.
  }

  @Override
  public ByteBuffer bytesToSend() {
    return output;
  }

  @Override
  public Optional<Wait> nextDeadline() {
    return Optional.empty();
  }

  @Override
  public List<Received> expire(Wait wait) {
    return List.of();
  }

  @Override
  public boolean isClosed() {
    return isClosed;
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
