package dev.gonzo.trap;

import java.util.List;

/**
 * Takes signals of the system over: what they would do otherwise they do not, until all who have
 * opened them have closed them. Never suspends.
 *
 * @param names which, as {@code HUP}, {@code USR1}
 */
public record OpenSignals(List<String> names) implements Trap.Surroundings<Handle> {
  @Override
  public Class<?> answerType() {
    return Handle.class;
  }
}
