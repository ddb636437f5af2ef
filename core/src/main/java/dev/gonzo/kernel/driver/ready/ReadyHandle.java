package dev.gonzo.kernel.driver.ready;

import dev.gonzo.kernel.loop.LoopTask;
import dev.gonzo.trap.Handle;
import dev.gonzo.trap.Trap;
import java.net.SocketException;

/**
 * What a {@link ReadinessLoop} works on: a socket or a pipe, with one direction in and one out.
 * Kernel thread only.
 */
public abstract class ReadyHandle extends Handle {
  /** The incoming direction: bytes, or connections. */
  public final Direction input;

  /** The outgoing direction. */
  public final Direction output;

  private final String whenClosed;
  private boolean closed;

  /**
   * Creates an open handle.
   *
   * @param input the incoming direction
   * @param output the outgoing direction
   * @param whenClosed the message for an operation after it was closed
   */
  protected ReadyHandle(Direction input, Direction output, String whenClosed) {
    this.input = input;
    this.output = output;
    this.whenClosed = whenClosed;
  }

  /**
   * Refuses an operation on a closed handle.
   *
   * @throws SocketException if it is closed
   */
  public final void requireOpen() throws SocketException {
    if (closed) {
      throw new SocketException(whenClosed());
    }
  }

  /** {@return the message for an operation after it was closed} */
  protected String whenClosed() {
    return whenClosed;
  }

  /** {@return whether it was closed on our side} */
  public final boolean isClosed() {
    return closed;
  }

  /**
   * Marks it as closed, and wakes the tasks that wait; the driver closes the descriptor or channel.
   */
  public final void markClosed() {
    closed = true;
    input.event(true);
    output.event(true);
  }

  /**
   * Makes sure that the next event of a direction is reported. Called before each wait; a driver
   * that must ask for the event overrides this.
   *
   * @param direction the direction, one of this handle's two
   */
  protected void expect(Direction direction) {}

  /**
   * Suspends the task until an event arrives. On the task's own stack.
   *
   * @param task the task
   * @param trap its trap
   * @param direction the direction, one of this handle's two
   * @throws Exception if the task is cancelled
   */
  public final void await(LoopTask<?> task, Trap<?> trap, Direction direction) throws Exception {
    expect(direction);
    direction.await(task, trap);
  }
}
