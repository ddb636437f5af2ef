package dev.gonzo.http.engine.hpack;

/**
 * A header block that cannot be decoded. The decoder's table may differ from the peer's from then
 * on, so the connection must end.
 */
public final class HpackException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** What is wrong. */
  private final HpackError error;

  HpackException(HpackError error) {
    super(error.explanation() + " (RFC 7541, section " + error.section() + ")", null, false, false);
    this.error = error;
  }

  /** {@return what is wrong} */
  public HpackError error() {
    return error;
  }
}
