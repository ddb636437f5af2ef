package dev.gonzo.trap;

import org.jspecify.annotations.Nullable;

/**
 * Suspends until no member of a process group runs any more: its leader, and all that they have
 * started in it. Not for the end of the leader alone: {@link WaitForProcess} waits for that.
 *
 * @param process the leader
 */
public record WaitForGroup(Handle process) implements Trap.Processes<@Nullable Void> {
  @Override
  public Class<?> answerType() {
    return Void.class;
  }
}
