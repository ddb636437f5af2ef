package dev.gonzo.trap;

import java.util.List;

/**
 * Takes over signals of the system: their default action does not happen until every handle that
 * was opened for them is closed. Never suspends.
 *
 * @param names the names of the signals, such as {@code HUP} or {@code USR1}
 */
public record OpenSignals(List<String> names) implements Trap.Surroundings<Handle> {
  @Override
  public Class<?> answerType() {
    return Handle.class;
  }
}
