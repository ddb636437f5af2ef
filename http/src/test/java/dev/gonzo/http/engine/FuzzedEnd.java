package dev.gonzo.http.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Supplier;

/** An engine that is called at random, and what must hold whatever is called. */
final class FuzzedEnd<I, O> {
  /** Bytes of answers that no byte received pays for, such as a preface or an error page. */
  private static final long FREE = 4_096;

  final Engine<I, O> engine;

  private final Random random;
  private final Supplier<O> events;
  private final Function<Engine<I, O>, Boolean> mayPause;
  private byte[] arriving = {};
  private long sentAndReceived;
  private long written;

  /**
   * Creates an end.
   *
   * @param events makes events, of which many cannot be sent
   * @param mayPause whether the engine may leave bytes now
   */
  FuzzedEnd(
      Engine<I, O> engine,
      Random random,
      Supplier<O> events,
      Function<Engine<I, O>, Boolean> mayPause) {
    this.engine = engine;
    this.random = random;
    this.events = events;
    this.mayPause = mayPause;
  }

  void arrive(byte[] bytes) {
    int before = arriving.length;
    arriving = Arrays.copyOf(arriving, before + bytes.length);
    System.arraycopy(bytes, 0, arriving, before, bytes.length);
  }

  /** Sends an event, or finds that a refused one changes nothing. */
  void send() {
    O event = events.get();
    // Asking for bytes can make some, so it is not always done.
    boolean isAsked = random.nextBoolean();
    int waiting = isAsked ? engine.bytesToSend().remaining() : 0;
    String before = engine.toString();
    boolean wasClosed = engine.isClosed();
    try {
      engine.send(event);
      sentAndReceived += 4_096 + event.toString().length() * 4L;
    } catch (IllegalStateException | IllegalArgumentException refused) {
      assertThat(engine.toString()).as("after %s was refused", event).isEqualTo(before);
      assertThat(engine.isClosed()).isEqualTo(wasClosed);
      if (isAsked) {
        assertThat(engine.bytesToSend().remaining()).isEqualTo(waiting);
      }
    }
  }

  private ByteBuffer buffer(int length) {
    ByteBuffer buffer =
        random.nextInt(3) == 0
            ? ByteBuffer.allocateDirect(length + 7)
            : ByteBuffer.allocate(length + 7);
    buffer.put(3, arriving, 0, length).position(3).limit(3 + length);
    return random.nextInt(8) == 0 ? buffer.asReadOnlyBuffer() : buffer;
  }

  void receive() {
    int most = random.nextInt(3) == 0 ? 9 : 4_000;
    int length = Math.min(arriving.length, random.nextInt(most));
    ByteBuffer bytes = buffer(length);
    checked(engine.receive(bytes));
    assertThat(bytes.limit()).isEqualTo(3 + length);
    int taken = bytes.position() - 3;
    assertThat(taken).isBetween(0, length);
    if (taken < length && !mayPause.apply(engine)) {
      fail("%d bytes of %d were left by %s", length - taken, length, engine);
    }
    arriving = Arrays.copyOfRange(arriving, taken, arriving.length);
    sentAndReceived += taken;
  }

  private void checked(List<I> events) {
    events.forEach(event -> assertThat(event.toString()).isNotNull());
  }

  void receiveEnd() {
    checked(engine.receiveEnd());
  }

  void expire() {
    List<Wait> waits = engine.waits();
    if (!waits.isEmpty()) {
      checked(engine.expire(waits.get(random.nextInt(waits.size()))));
    }
  }

  /** Takes some of what is to be sent; what waits is never more than its causes explain. */
  byte[] take() {
    var out = new ByteArrayOutputStream();
    for (int i = random.nextInt(4); i >= 0; i--) {
      ByteBuffer bytes = engine.bytesToSend();
      if (bytes.hasArray()) {
        assertThat((long) bytes.array().length).isLessThan(2 * sentAndReceived + (1 << 17));
      }
      byte[] part = new byte[random.nextInt(bytes.remaining() + 1)];
      bytes.get(part);
      out.writeBytes(part);
    }
    written += out.size();
    assertThat(written).isLessThan(FREE + 4 * sentAndReceived);
    return out.toByteArray();
  }
}
