package dev.gonzo.http.engine.http1;

import dev.gonzo.http.engine.Engine;
import dev.gonzo.http.engine.Wait;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a server's and a client's end of a connection have in common. */
abstract sealed class Http1Connection<I, O> implements Engine<I, O>
    permits Http1Server, Http1Client {
  final Http1Limits limits;
  final LineReader lines = new LineReader();
  final FieldsReader fields;
  final BodyReader body;
  final Output output = new Output();
  final HeadWriter heads = new HeadWriter(output);
  final BodyWriter writer = new BodyWriter(output);
  private final WaitSlot reading = new WaitSlot();
  private final WaitSlot writing = new WaitSlot();
  private long waits;
  private boolean isClosed;
  private boolean isUpgraded;

  Http1Connection(Http1Limits limits) {
    this.limits = limits;
    fields = new FieldsReader(lines, limits);
    body = new BodyReader(lines, fields, limits);
  }

  /** Takes as many bytes as mean one thing; returns whether there may be more to take. */
  abstract boolean step(ByteBuffer bytes, List<I> events);

  /** Closes because of the peer. */
  abstract void refuse(Violation violation, List<I> events);

  abstract void add(BodyInput event, List<I> events);

  abstract Optional<Wait> readingWait();

  @Override
  public List<I> receive(ByteBuffer bytes) {
    var events = new ArrayList<I>(4);
    if (!isClosed && !isUpgraded) {
      try {
        while (step(bytes, events)) {
          if (isClosed || isUpgraded) {
            break;
          }
        }
      } catch (ViolationException found) {
        close();
        refuse(found.violation(), events);
      }
    }
    if (isClosed) {
      bytes.position(bytes.limit());
    }
    return events;
  }

  @Override
  public ByteBuffer bytesToSend() {
    return output.next();
  }

  @Override
  public Optional<Wait> nextDeadline() {
    if (!output.isEmpty()) {
      return writing.wait(
          Wait.Reason.WRITE,
          output.beginnings(),
          output.taken() / limits.progress(),
          limits.write(),
          ++waits);
    }
    return isClosed || isUpgraded ? Optional.empty() : readingWait();
  }

  final Optional<Wait> reading(Wait.Reason reason, long message, Duration limit) {
    long progress = reason == Wait.Reason.BODY ? body.received() / limits.progress() : 0;
    return reading.wait(reason, message, progress, limit, ++waits);
  }

  @Override
  public List<I> expire(Wait wait) {
    if (!nextDeadline().equals(Optional.of(wait))) {
      return List.of();
    }
    close();
    var events = new ArrayList<I>(1);
    switch (wait.reason()) {
      case IDLE, KEEP_ALIVE -> add(new ConnectionEnd(), events);
      case HEAD -> refuse(late("the head took too long", "limit head"), events);
      case BODY -> refuse(late("the body took too long", "limit bodyTime"), events);
      case ANSWER -> refuse(late("there was no response in time", "limit answer"), events);
      case BUDGET -> throw new IllegalStateException("HTTP/1.1 has no budget of frames");
      case WRITE -> {
        output.clear();
        add(late("the peer took too few bytes in time", "limit write"), events);
      }
    }
    return events;
  }

  private static Violation late(String reason, String limit) {
    return new Violation(408, reason, limit);
  }

  @Override
  public boolean isClosed() {
    return isClosed;
  }

  /**
   * {@return whether the connection belongs to another protocol: after a response 101, or one that
   * opens a tunnel}
   */
  public boolean isUpgraded() {
    return isUpgraded;
  }

  final void close() {
    isClosed = true;
    lines.release();
  }

  final void upgrade() {
    isUpgraded = true;
    lines.release();
  }

  final void requireOpen() {
    if (isClosed) {
      throw new IllegalStateException("the connection is closed: nothing more can be sent");
    }
    if (isUpgraded) {
      throw new IllegalStateException(
          "the connection belongs to another protocol now: send by its engine");
    }
  }
}
