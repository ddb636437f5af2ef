package dev.gonzo.http.engine;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * One end of a connection, as a state machine: bytes that were received become events, and events
 * that are to be sent become bytes. An engine has no socket, no thread and no clock; its caller
 * reads, writes and waits, in any way.
 *
 * <p>What the peer does wrong is an event, and the engine prepares the bytes with which the
 * protocol answers it. What the caller does wrong is an {@link IllegalStateException} or an {@link
 * IllegalArgumentException}, after which the engine is as it was.
 *
 * <p>For one thread at a time. {@link Object#toString} shows the state, for logs and debuggers.
 *
 * @param <I> the events that are received
 * @param <O> the events that are sent
 */
public interface Engine<I, O> {
  /**
   * Takes bytes that have arrived. It takes all of them, unless what follows belongs to another
   * protocol, or must wait for an answer that has not been sent; then it leaves the rest in the
   * buffer, for another call.
   *
   * @param bytes the bytes, from position to limit; its position is moved behind the last one taken
   * @return what they mean, in order; buffers in the events are parts of {@code bytes}, to be used
   *     or copied before it is changed
   */
  List<I> receive(ByteBuffer bytes);

  /**
   * Takes the end of the peer's bytes: it sends no more.
   *
   * @return what that means: nothing, an end, or a message that was cut short
   */
  List<I> receiveEnd();

  /**
   * Sends an event. Its bytes are then part of {@link #bytesToSend}.
   *
   * @param event the event; its buffers must not be changed before their bytes were sent
   * @throws IllegalStateException if this event is not possible now
   * @throws IllegalArgumentException if the event itself is wrong, such as a header with a line
   *     break
   */
  void send(O event);

  /**
   * Returns the next bytes to send. The caller writes as many as it can and moves the position of
   * the buffer behind them; what it leaves is in the next call's buffer again.
   *
   * @return bytes, without any remaining if there is nothing to send; valid until the next call of
   *     another method
   */
  ByteBuffer bytesToSend();

  /**
   * Returns what the connection waits for, and for how long it may. The caller starts to measure
   * when the number of the wait changes, and calls {@link #expire} when the time is up.
   *
   * @return the wait; empty if it may last for ever
   */
  Optional<Wait> nextDeadline();

  /**
   * Returns everything that the connection waits for, if that can be several things at once, as on
   * a connection with streams. Each is measured on its own, from when its number is first seen.
   *
   * @return the waits; by default that of {@link #nextDeadline}
   */
  default List<Wait> waits() {
    return nextDeadline().stream().toList();
  }

  /**
   * Ends a wait whose time is up. Has no effect if it is over.
   *
   * @param wait the wait
   * @return what that means for the connection
   */
  List<I> expire(Wait wait);

  /** {@return whether nothing more is received or sent, except {@link #bytesToSend}} */
  boolean isClosed();
}
