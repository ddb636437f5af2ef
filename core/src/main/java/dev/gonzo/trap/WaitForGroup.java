package dev.gonzo.trap;

import org.jspecify.annotations.Nullable;

/**
 * Suspends until no member of a process group runs any more: its leader, and all processes started
 * in the group. To wait for the leader alone, use {@link WaitForProcess}.
 *
 * @param process the leader
 */
public record WaitForGroup(Handle process) implements Trap.Processes<@Nullable Void> {
  @Override
  public Class<?> answerType() {
    return Void.class;
  }
}
