package dev.gonzo.trap;

/**
 * Suspends until one of the signals arrives, and answers its name. A signal that arrives several
 * times before it is taken is answered once. Only one task may wait at a time.
 *
 * @param signals the answer of {@link OpenSignals}
 */
public record TakeSignal(Handle signals) implements Trap.Surroundings<String> {
  @Override
  public Class<?> answerType() {
    return String.class;
  }
}
