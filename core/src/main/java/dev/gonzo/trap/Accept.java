package dev.gonzo.trap;

/**
 * Suspends until a connection has come, and answers it. One that arrives after a cancellation stays
 * for the next accept.
 *
 * @param listener a handle that a {@link Listen} answered
 */
public record Accept(Handle listener) implements Trap.Net<Handle> {
  @Override
  public Class<?> answerType() {
    return Handle.class;
  }
}
