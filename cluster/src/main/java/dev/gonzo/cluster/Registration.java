package dev.gonzo.cluster;

import dev.gonzo.Async;
import dev.gonzo.Suspension;

/** A name that this node has in the registry, until it is closed: see {@link Cluster#register}. */
public final class Registration implements AutoCloseable {
  private final String name;
  private final Runnable withdraw;
  private boolean closed;

  Registration(String name, Runnable withdraw) {
    this.name = name;
    this.withdraw = withdraw;
  }

  /** {@return the name} */
  public String name() {
    return name;
  }

  /** Takes the name back. Never suspends; a second call does nothing. */
  @Async(Suspension.NEVER)
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      withdraw.run();
    }
  }

  @Override
  public String toString() {
    return "Registration[" + name + "]";
  }
}
