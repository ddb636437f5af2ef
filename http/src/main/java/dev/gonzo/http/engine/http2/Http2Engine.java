package dev.gonzo.http.engine.http2;

import dev.gonzo.http.engine.Engine;
import dev.gonzo.http.engine.Wait;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * One end of an HTTP/2 connection (RFC 9113), after TLS has agreed on {@code h2}, or in plain text
 * with prior knowledge. There is no server push, and priorities are ignored.
 *
 * <pre>{@code
 * var client = Http2Engine.client(Http2Limits.DEFAULTS);
 * client.send(Sent.Request.get(client.nextStream(), "http", "example.org", "/"));
 * channel.write(client.bytesToSend());
 * }</pre>
 *
 * <p>Several waits can be due at once, so {@link #waits} is to be asked rather than {@link
 * #nextDeadline}. For one thread at a time.
 */
public final class Http2Engine implements Engine<Received, Sent> {
  /** Below this, frames are made before bytes are returned, to have more of them together. */
  private static final int LITTLE = 16_384;

  private final Connection connection;
  private final Preface preface;
  private final Receiver receiver;
  private final FrameReader reader;
  private final Sender sender;
  private final DataScheduler scheduler;
  private final Waits waits;

  private Http2Engine(boolean isServer, Http2Limits limits) {
    connection = new Connection(isServer, limits);
    preface = Preface.expected(isServer);
    receiver = new Receiver(connection);
    reader = new FrameReader(receiver);
    sender = new Sender(connection);
    scheduler = new DataScheduler(connection);
    waits = new Waits(connection, reader);
    Preface.send(connection);
  }

  /**
   * Returns the server's end of a connection. Its settings are ready to be sent.
   *
   * @param limits what the connection may cost
   * @return the engine
   */
  public static Http2Engine server(Http2Limits limits) {
    return new Http2Engine(true, limits);
  }

  /**
   * Returns the client's end of a connection. Its preface is ready to be sent, and requests may
   * follow at once.
   *
   * @param limits what the connection may cost
   * @return the engine
   */
  public static Http2Engine client(Http2Limits limits) {
    return new Http2Engine(false, limits);
  }

  @Override
  public List<Received> receive(ByteBuffer bytes) {
    while (!connection.isOver) {
      try {
        preface.receive(bytes);
        if (preface.isComplete()) {
          reader.receive(bytes);
        }
        break;
      } catch (ProtocolException failure) {
        connection.fail(failure);
      }
    }
    bytes.position(bytes.limit());
    return connection.takeEvents();
  }

  @Override
  public List<Received> receiveEnd() {
    if (!connection.isOver) {
      List<Integer> cut =
          connection.streams.values().stream()
              .filter(each -> !each.hasReceivedEnd)
              .map(each -> each.id)
              .toList();
      connection.event(new Received.ConnectionEnd(cut));
      connection.end();
    }
    return connection.takeEvents();
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException if this event is not possible now: the stream is not open, its
   *     message has ended, the peer allows no more streams, or data and content-length differ
   * @throws IllegalArgumentException if the event itself is wrong, such as a path with a space, or
   *     more bytes read than were received
   */
  @Override
  public void send(Sent event) {
    sender.send(event);
  }

  @Override
  public ByteBuffer bytesToSend() {
    fill();
    return connection.output.next();
  }

  /**
   * Returns all frames that can be sent now, for one write: like {@link #bytesToSend}, but as
   * several buffers. The caller writes as many bytes as it can and moves the positions of the
   * buffers behind them, the first one first; what it leaves is in the next call's buffers again.
   *
   * <p>The buffers stay valid while other methods are called, which may only move the limit of the
   * last one. All have an array, if those of the data that was sent have.
   *
   * @return the buffers; empty if there is nothing to send
   */
  public List<ByteBuffer> buffersToSend() {
    fill();
    return connection.output.all();
  }

  private void fill() {
    if (!connection.isOver && connection.output.waiting() < LITTLE) {
      scheduler.fill();
    }
  }

  @Override
  public Optional<Wait> nextDeadline() {
    return waits().stream().min(Comparator.comparing(Wait::limit));
  }

  @Override
  public List<Wait> waits() {
    return waits.current(receiver.isInBlock());
  }

  @Override
  public List<Received> expire(Wait wait) {
    if (waits().contains(wait)) {
      waits.expire(wait);
    }
    return connection.takeEvents();
  }

  @Override
  public boolean isClosed() {
    return connection.isOver;
  }

  /** {@return the stream of the next request, on a client} */
  public int nextStream() {
    return connection.nextStream;
  }

  /**
   * {@return whether a request can be sent now: the connection is open, and allows another stream}
   */
  public boolean canRequest() {
    return sender.obstacle().isEmpty();
  }

  /**
   * {@return whether data or a response can be sent on a stream; not if it was reset}
   *
   * @param stream the stream
   */
  public boolean canSend(int stream) {
    Stream open = connection.streams.get(stream);
    return open != null && !open.hasSentEnd;
  }

  /**
   * {@return how many bytes of data the engine keeps for a stream until windows allow to send them;
   * 0 if it is over}
   *
   * @param stream the stream
   */
  public long waitingBytes(int stream) {
    Stream open = connection.streams.get(stream);
    return open == null ? 0 : open.queuedBytes;
  }

  /**
   * {@return how many bytes of frames wait to be taken from {@link #bytesToSend}} Data that windows
   * hold back is not among them.
   */
  public long waitingBytes() {
    return connection.output.waiting();
  }

  /**
   * {@return whether {@link #bytesToSend} may make frames of data that waits} It makes none if the
   * window of the connection is closed.
   */
  public boolean hasDataToSend() {
    return !connection.ready.isEmpty();
  }

  /**
   * {@return whether a message that was sent whole has been made into frames, or its stream is
   * over} Until then it may still wait for windows.
   *
   * @param stream the stream
   */
  public boolean isFramed(int stream) {
    Stream open = connection.streams.get(stream);
    return open == null
        || (open.hasSentEnd && !open.isEndQueued && open.queuedBytes == 0 && open.heads.isEmpty());
  }

  /** {@return how many streams are open: requests and responses that have not both ended} */
  public int openStreams() {
    return connection.streams.size();
  }

  /** {@return what the peer allows, as far as it is known} */
  public PeerSettings peerSettings() {
    return connection.peer;
  }

  @Override
  public String toString() {
    var out = new StringBuilder(connection.isServer ? "HTTP/2 server" : "HTTP/2 client");
    out.append(connection.isOver ? ", over" : connection.isDraining ? ", draining" : "");
    out.append(
        ", window to send %d, to receive %d"
            .formatted(connection.sendWindow, connection.receiveWindow));
    connection.streams.values().forEach(each -> out.append("\n  stream ").append(each));
    return out.toString();
  }
}
