package dev.gonzo.http.connection;

import dev.gonzo.TaskGroup;
import dev.gonzo.http.engine.http2.ErrorCode;
import dev.gonzo.http.engine.http2.Received;
import dev.gonzo.http.engine.http2.Sent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The streams of a connection that are in use, and what happens to each. */
final class OpenStreams {
  private final Http2Connection connection;
  private final int most;
  private final Map<Integer, Http2Stream> all = new LinkedHashMap<>();

  /** Streams that a server has answered before their requests were complete. */
  private final ArrayDeque<Integer> answered = new ArrayDeque<>();

  OpenStreams(Http2Connection connection, int most) {
    this.connection = connection;
    this.most = most;
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  int size() {
    return all.size();
  }

  /** {@return whether no stream misses anything} */
  boolean areComplete() {
    for (Http2Stream stream : all.values()) {
      if (!stream.isReceived() || !stream.isEnded()) {
        return false;
      }
    }
    return true;
  }

  /** Opens a stream of a client. */
  Http2Stream open(int id, boolean isEnded) {
    var stream = new Http2Stream(connection, id);
    if (isEnded) {
      stream.markEnded();
    }
    all.put(id, stream);
    return stream;
  }

  /** Starts the task of a request. */
  void begin(Received.Request request, StreamHandler handler, TaskGroup<@Nullable Void> tasks) {
    if (all.size() >= most) {
      connection.engine.send(new Sent.Reset(request.stream(), ErrorCode.REFUSED_STREAM));
      return;
    }
    var stream = new Http2Stream(connection, request.stream());
    all.put(request.stream(), stream);
    String name = request.method() + " " + request.path();
    stream.belongsTo(
        tasks.spawn(
            name,
            () -> {
              try {
                if (!stream.hasFailed()) {
                  handler.handle(stream, request);
                }
              } catch (Error defect) {
                stream.reset(ErrorCode.INTERNAL_ERROR);
                throw defect;
              } finally {
                stream.finish();
              }
            }));
  }

  /** Ends the tasks of requests that wait in idle blocks, such as those of WebSockets. */
  void cancelWhenIdle(String reason) {
    for (Http2Stream stream : new ArrayList<>(all.values())) {
      stream.cancelWhenIdle(reason);
    }
  }

  void take(Received event) {
    switch (event) {
      case Received.Response head -> {
        Http2Stream stream = all.get(head.stream());
        if (stream != null) {
          stream.received(head);
        }
      }
      case Received.Data data -> {
        Http2Stream stream = all.get(data.stream());
        if (stream != null) {
          stream.received(data);
        }
      }
      case Received.End end -> {
        Http2Stream stream = all.get(end.stream());
        if (stream != null) {
          stream.received(end);
        }
      }
      case Received.Reset(int id, ErrorCode error) -> fail(id, resetByPeer(error));
      case Received.Refused(int id) ->
          fail(
              id, Failure.unprocessed("the peer is ending the connection and refuses the request"));
      case Received.StreamViolation wrong ->
          fail(
              wrong.stream(),
              Failure.of(
                  "the peer broke a rule of HTTP/2: %s (%s)"
                      .formatted(wrong.reason(), wrong.section())));
      case Received.TimedOut late -> fail(late.stream(), Failure.of(Timeouts.text(late.expired())));
      default -> {
        // The others are about the connection.
      }
    }
  }

  private static Failure resetByPeer(ErrorCode error) {
    return error == ErrorCode.REFUSED_STREAM
        ? Failure.unprocessed("the peer has refused the request")
        : Failure.reset("the peer has reset the stream: " + error, error);
  }

  private void fail(int id, Failure why) {
    Http2Stream stream = all.get(id);
    if (stream != null) {
      stream.fail(why);
    }
  }

  void failAll(Failure why) {
    for (Http2Stream stream : new ArrayList<>(all.values())) {
      stream.fail(why);
    }
  }

  void finished(Http2Stream stream) {
    if (!all.remove(stream.id(), stream) || connection.engine.isClosed()) {
      return;
    }
    if (connection.isClient()) {
      if (stream.hasUnread()) {
        connection.engine.send(new Sent.Reset(stream.id(), ErrorCode.CANCEL));
      }
    } else if (!stream.isReceived() && !stream.hasFailed()) {
      answered.addLast(stream.id());
    }
  }

  /** Asks peers not to send the rest of requests whose responses have been made into frames. */
  boolean resetAnswered() {
    boolean isAny = false;
    for (int i = answered.size(); i > 0 && !connection.engine.isClosed(); i--) {
      int id = answered.removeFirst();
      if (connection.engine.isFramed(id)) {
        connection.engine.send(new Sent.Reset(id, ErrorCode.NO_ERROR));
        isAny = true;
      } else {
        answered.addLast(id);
      }
    }
    return isAny;
  }
}
