package dev.gonzo.sim.explore;

/** Ends a run in the middle: each order that begins like it was run already. */
final class CutException extends RuntimeException {
  private static final long serialVersionUID = 1;

  CutException() {
    super("every order that begins like this one was run already", null, false, false);
  }
}
