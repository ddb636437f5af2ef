package dev.gonzo.http.engine.http2;

import dev.gonzo.http.engine.hpack.HpackDecoder;
import dev.gonzo.http.engine.hpack.HpackEncoder;
import dev.gonzo.http.engine.http2.ClosedStreams.Cause;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The state of a connection that its parts share: streams, windows, and what each side has said.
 */
final class Connection {
  static final int FIRST_WINDOW = 65_535;

  /** A ping that was not answered. */
  record Ping(long number, boolean isDrain) {}

  final boolean isServer;
  final Http2Limits limits;
  final Output output = new Output();
  final HpackEncoder encoder;
  final HpackDecoder decoder;
  final FloodBudget budget;
  final ClosedStreams closed;
  final Map<Integer, Stream> streams = new LinkedHashMap<>();

  /** Streams whose frames can be sent, each at most once. */
  final ArrayDeque<Stream> ready = new ArrayDeque<>();

  /** Bytes of closed streams that the application still may read, by stream. */
  final Map<Integer, Long> leftovers = new HashMap<>();

  final ArrayDeque<Ping> pings = new ArrayDeque<>();

  /** How much had been written with the end of each response that the peer may not have seen. */
  private final ArrayDeque<Long> unseenEnds = new ArrayDeque<>();

  PeerSettings peer = PeerSettings.INITIAL;
  boolean hasPeerSettings;
  boolean areSettingsAcknowledged;
  long sendWindow = FIRST_WINDOW;
  long receiveWindow;
  int lastPeerStream;
  int nextStream = 1;
  long pingsSent;
  boolean isDraining;
  boolean isLastStreamSaid;
  int peerLastStream = Integer.MAX_VALUE;
  boolean isPeerGoing;
  boolean isOver;

  private List<Received> events = new ArrayList<>();
  private long credit;
  private long answers;
  private long answersFrom;

  Connection(boolean isServer, Http2Limits limits) {
    this.isServer = isServer;
    this.limits = limits;
    encoder = new HpackEncoder(limits.headerTableSize());
    decoder = new HpackDecoder(Math.max(4096, limits.headerTableSize()), limits.headerListSize());
    budget = new FloodBudget(limits.floodBudget());
    closed = new ClosedStreams(limits.rememberedStreams());
    receiveWindow = limits.connectionWindow();
  }

  void event(Received event) {
    events.add(event);
  }

  /** {@return the events since the last call} */
  List<Received> takeEvents() {
    if (events.isEmpty()) {
      return List.of();
    }
    List<Received> taken = events;
    events = new ArrayList<>();
    return taken;
  }

  /** {@return whether a stream was never used} */
  boolean isIdle(int stream) {
    boolean isPeers = (stream & 1) == (isServer ? 1 : 0);
    if (isPeers && isServer && isLastStreamSaid) {
      // The peer may have opened it before it knew that it is dropped.
      return false;
    }
    return isPeers ? stream > lastPeerStream : isServer || stream >= nextStream;
  }

  /** Opens a stream. */
  Stream open(int id) {
    int window = areSettingsAcknowledged ? limits.streamWindow() : FIRST_WINDOW;
    var stream = new Stream(id, peer.initialWindowSize(), window);
    streams.put(id, stream);
    return stream;
  }

  /** Ends a stream; its bytes that were not read may be sent again by the peer. */
  void close(Stream stream, Cause cause) {
    stream.isClosed = true;
    streams.remove(stream.id);
    stream.heads.clear();
    stream.queue.clear();
    stream.queuedBytes = 0;
    closed.add(stream.id, cause);
    // A response that was received whole is still being read.
    if (cause == Cause.ENDED && !isServer && stream.unread > 0) {
      leftovers.put(stream.id, stream.unread);
    } else {
      returnCredit(stream.unread);
    }
    endIfDrained();
  }

  /**
   * Returns how many streams are open for the peer: those too whose end it has not taken. A peer
   * that sends requests and takes no responses would otherwise have no limit.
   */
  int openForPeer() {
    long taken = unseenEnds.isEmpty() ? 0 : output.taken();
    while (!unseenEnds.isEmpty() && unseenEnds.getFirst() <= taken) {
      unseenEnds.removeFirst();
    }
    return streams.size() + unseenEnds.size();
  }

  void closeIfEnded(Stream stream) {
    boolean isSent =
        stream.hasSentEnd
            && stream.queuedBytes == 0
            && !stream.isEndQueued
            && stream.heads.isEmpty();
    if (isSent && stream.hasReceivedEnd && !stream.isClosed) {
      if (isServer && stream.endWritten > output.taken()) {
        unseenEnds.addLast(stream.endWritten);
      }
      close(stream, Cause.ENDED);
    }
  }

  void endIfDrained() {
    if (isDraining && isLastStreamSaid && streams.isEmpty()) {
      end();
    }
  }

  /** Resets a stream, which may not be open. */
  void reset(int id, ErrorCode error) {
    output.reset(id, error);
    Stream stream = streams.get(id);
    if (stream != null) {
      close(stream, Cause.RESET_BY_US);
    } else {
      closed.add(id, Cause.RESET_BY_US);
    }
  }

  /** Answers what the peer did wrong. */
  void fail(ProtocolException failure) {
    if (failure.stream() == 0 || isIdle(failure.stream())) {
      event(new Received.Violation(failure.error(), failure.section(), failure.reason()));
      goAway(failure.error(), failure.reason());
      end();
      return;
    }
    event(
        new Received.StreamViolation(
            failure.stream(), failure.error(), failure.section(), failure.reason()));
    reset(failure.stream(), failure.error());
    try {
      budget.spend("one that resets its stream");
    } catch (ProtocolException flood) {
      fail(flood);
    }
  }

  void goAway(ErrorCode error, String debug) {
    byte[] text = debug.getBytes(StandardCharsets.UTF_8);
    output.goAway(lastPeerStream, error, ByteBuffer.wrap(text, 0, Math.min(text.length, 256)));
  }

  /** Nothing is sent or received from now on, but what waits in the output. */
  void end() {
    isOver = true;
    streams.values().forEach(each -> each.isClosed = true);
    streams.clear();
    ready.clear();
    leftovers.clear();
  }

  void makeReady(Stream stream) {
    if (!stream.isReady && stream.canSend()) {
      stream.isReady = true;
      ready.addLast(stream);
    }
  }

  /** Takes bytes into account that the peer may send again, on any stream. */
  void returnCredit(long bytes) {
    credit += bytes;
    if (credit >= limits.connectionWindow() / 2 && credit > 0 && !isOver) {
      output.windowUpdate(0, (int) credit);
      receiveWindow += credit;
      credit = 0;
    }
  }

  /** Takes bytes into account that the peer may send again on a stream. */
  void returnCredit(Stream stream, long bytes) {
    returnCredit(bytes);
    stream.credit += bytes;
    boolean isMuch = stream.credit >= (limits.streamWindow() + 1) / 2;
    if (isMuch && stream.credit > 0 && !stream.hasReceivedEnd && !stream.isClosed && !isOver) {
      output.windowUpdate(stream.id, (int) stream.credit);
      stream.receiveWindow += stream.credit;
      stream.credit = 0;
    }
  }

  /**
   * Counts an answer that the peer has made this side write, and ends the connection if it does not
   * take them. Those are forgotten that were written before bytes that it has taken.
   */
  void countAnswer(int bytes) {
    if (output.taken() >= answersFrom) {
      answersFrom = output.written();
      answers = 0;
    }
    answers += bytes;
    if (answers > limits.answerBytes()) {
      throw ProtocolException.connection(
          ErrorCode.ENHANCE_YOUR_CALM,
          "RFC 9113, section 10.5",
          "more than %d bytes of answers wait to be taken".formatted(limits.answerBytes()));
    }
  }
}
