package dev.gonzo;

import dev.gonzo.trap.WaitOn;
import dev.gonzo.trap.WaitQueue;
import dev.gonzo.trap.Wake;
import org.jspecify.annotations.Nullable;

/**
 * What a member of a group tells when it is ready. See {@link TaskGroup#start}.
 *
 * @param <V> what it is ready with
 */
public final class Starting<V extends @Nullable Object> {
  private final WaitQueue starter = new WaitQueue();
  private @Nullable GroupMember<?> member;
  private @Nullable Outcome<V> ready;
  private boolean ended;

  Starting() {}

  /**
   * Tells that the member is ready; who started it goes on. Async, but never suspends, and no
   * checkpoint.
   *
   * @param value what it is ready with
   * @throws IllegalStateException if it was told before
   */
  @Async
  public void ready(V value) {
    if (ready != null) {
      throw new IllegalStateException("the member said before that it is ready: once is enough");
    }
    ready = new Outcome.Success<>(value);
    if (member != null) {
      member.starting(false);
    }
    Coroutine.trap(new Wake(starter, 1));
  }

  <T extends @Nullable Object> V begin(TaskGroup<T> group, TaskGroup.StartingBody<V> body) {
    Task<T> task = group.addStarting(this, () -> work(body));
    try {
      while (ready == null && !ended) {
        Coroutine.trap(new WaitOn(starter));
      }
    } catch (Throwable cancelled) {
      if (ready == null) {
        boolean _ = task.requestCancel("who started it was cancelled");
        Gonzo.withoutCancellation(task::lookOn);
        if (ready instanceof Outcome.Failure<V>(var cause) && !(cause instanceof Cancelled)) {
          cancelled.addSuppressed(cause); // nobody else would hear of it
        }
      }
      throw cancelled;
    }
    Outcome<V> end = ready;
    if (end == null) {
      throw new IllegalStateException(
          "member " + task.name() + " ended without saying that it is ready");
    }
    return end.value();
  }

  void of(GroupMember<?> member) {
    this.member = member;
    member.starting(true);
  }

  private void work(TaskGroup.StartingBody<V> body) throws Exception {
    try {
      body.run(this);
    } catch (Throwable failure) {
      if (ready == null) {
        ready = new Outcome.Failure<>(failure);
      }
      throw failure;
    } finally {
      ended = true;
      Coroutine.trap(new Wake(starter, 1));
    }
  }
}
