package dev.gonzo.cluster.link;

/** The receiving end of a stream of items over one link. */
public final class ReceiveStream {
  private final int most;
  private int coming;
  private int owed;
  private int waiting;
  private boolean ended;

  /**
   * Creates a stream that the receiver takes.
   *
   * @param credits how many items may be on their way, or wait here
   */
  public ReceiveStream(int credits) {
    most = credits;
    coming = credits;
  }

  /** An item has arrived. {@return false if the sender had no credit for it} */
  public boolean arrived() {
    if (coming == 0) {
      return false;
    }
    coming--;
    waiting++;
    return true;
  }

  /** {@return how many items have arrived and were not taken} */
  public int waiting() {
    return waiting;
  }

  /** An item was taken. {@return how many credits are to be sent now; 0 for none} */
  public int taken() {
    owed++;
    waiting--;
    if (ended || owed < (most + 1) / 2) {
      return 0;
    }
    int granted = owed;
    owed = 0;
    coming += granted;
    return granted;
  }

  /** Its sender has closed it, or is lost, or the receiver takes no more: no credits are sent. */
  public void end() {
    ended = true;
  }

  /** {@return whether it has ended} */
  public boolean isEnded() {
    return ended;
  }
}
