package dev.gonzo.trap;

/** Does nothing but let a cancellation that is due arrive. */
public record Checkpoint() implements Trap.Scheduling<Void> {
  @Override
  public Class<?> answerType() {
    return Void.class;
  }
}
