package dev.gonzo.durable.kernel;

import dev.gonzo.trap.Handle;

/** An action for a point of the task's clock. */
final class Alarm extends Handle implements Comparable<Alarm> {
  private final long at;
  private final long number;
  private final Runnable action;

  Alarm(long at, long number, Runnable action) {
    this.at = at;
    this.number = number;
    this.action = action;
  }

  long at() {
    return at;
  }

  void ring() {
    action.run();
  }

  @Override
  @SuppressWarnings("ComparableType")
  public int compareTo(Alarm other) {
    int order = Long.compare(at, other.at);
    return order != 0 ? order : Long.compare(number, other.number);
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(number);
  }
}
