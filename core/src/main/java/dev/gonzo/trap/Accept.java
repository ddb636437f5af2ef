package dev.gonzo.trap;

/**
 * Suspends until a connection arrives, and answers its handle. A connection that arrives after a
 * cancellation is kept for the next accept.
 *
 * @param listener the answer of a {@link Listen}
 */
public record Accept(Handle listener) implements Trap.Net<Handle> {
  @Override
  public Class<?> answerType() {
    return Handle.class;
  }
}
