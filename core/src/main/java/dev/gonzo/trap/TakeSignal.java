package dev.gonzo.trap;

/**
 * Suspends until one of the signals has come, and answers its name. One that has come several times
 * before it was taken is told once. One task at a time waits.
 *
 * @param signals what {@link OpenSignals} has answered
 */
public record TakeSignal(Handle signals) implements Trap.Surroundings<String> {
  @Override
  public Class<?> answerType() {
    return String.class;
  }
}
