package dev.gonzo.cluster.link;

import org.jspecify.annotations.Nullable;

/**
 * The sending end of a stream of items over one link.
 *
 * <pre>
 *   OPENING ──opened──▶ OPEN ──close──▶ CLOSED
 *      └───── closed by the receiver, or the link has ended ─────▶ ENDED
 * </pre>
 */
public final class SendStream {
  private enum State {
    OPENING,
    OPEN,
    CLOSED,
    ENDED
  }

  private State state = State.OPENING;
  private long credits;
  private @Nullable String ended;
  private boolean lost;

  /** Creates a stream that the receiver has not taken yet. */
  public SendStream() {}

  /**
   * The receiver takes the stream.
   *
   * @param count how many items may be on their way
   */
  public void opened(int count) {
    if (state == State.OPENING) {
      state = State.OPEN;
      credits = count;
    }
  }

  /**
   * The receiver has taken items.
   *
   * @param count how many more may be sent
   */
  public void credit(int count) {
    credits += count;
  }

  /**
   * The receiver takes no more.
   *
   * @param reason why
   */
  public void closedByReceiver(String reason) {
    end(reason, false);
  }

  /**
   * The link has ended.
   *
   * @param why the reason
   */
  public void lost(String why) {
    end(why, true);
  }

  private void end(String why, boolean byLink) {
    if (state == State.OPENING || state == State.OPEN) {
      state = State.ENDED;
      ended = why;
      lost = byLink;
    }
  }

  /** The sender closes it. {@return whether the receiver has to be informed} */
  public boolean close() {
    boolean live = state == State.OPENING || state == State.OPEN;
    if (live) {
      state = State.CLOSED;
    }
    return live;
  }

  /** {@return whether the receiver has taken the stream} */
  public boolean isOpen() {
    return state == State.OPEN;
  }

  /** {@return whether the sender has closed it} */
  public boolean isClosed() {
    return state == State.CLOSED;
  }

  /** {@return why it has ended from outside; null if it has not} */
  public @Nullable String endedBecause() {
    return ended;
  }

  /** {@return whether it has ended with the link} */
  public boolean isLost() {
    return lost;
  }

  /** {@return whether an item may be sent now} */
  public boolean hasCredit() {
    return state == State.OPEN && credits > 0;
  }

  /** Uses up a credit for an item. */
  public void sent() {
    credits--;
  }
}
