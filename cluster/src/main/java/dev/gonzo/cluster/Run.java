package dev.gonzo.cluster;

import dev.gonzo.Cancelled;
import dev.gonzo.Gonzo;
import dev.gonzo.InTime;
import dev.gonzo.Task;
import dev.gonzo.cluster.link.Message;
import dev.gonzo.cluster.link.Message.Spawn;
import dev.gonzo.cluster.link.Reply;
import dev.gonzo.codec.DamagedValueException;
import dev.gonzo.report.Text;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A function that runs on this node for a caller: a task of its own. */
final class Run {
  /** The end of a run for which no other description can be made. */
  static final Reply UNDESCRIBED =
      new Reply.Failed("", "it has failed, and its failure cannot be described", "");

  private final Peer caller;
  private final Spawn call;
  private final Remote<?, ?> function;
  private @Nullable Task<@Nullable Void> task;
  // Why this node gives it up; null if it does not.
  private @Nullable String abandoned;

  Run(Peer caller, Spawn call, Remote<?, ?> function) {
    this.caller = caller;
    this.call = call;
    this.function = function;
  }

  void start() {
    task = Gonzo.spawnDaemon(toString(), this::run);
  }

  /** Cancels it, because this node cannot go on with it. */
  void abandon(String why) {
    if (abandoned == null) {
      abandoned = why;
    }
    cancel(why);
  }

  void cancel(String why) {
    Task<?> running = task;
    if (running != null) {
      boolean _ = running.requestCancel(why);
    }
  }

  /** Waits for its end. */
  void awaitEnd() {
    Task<?> running = task;
    if (running != null) {
      var _ = running.awaitEnd();
    }
  }

  private void run() throws Exception {
    Reply reply = UNDESCRIBED;
    try {
      reply = inTime();
    } catch (Cancelled cancelled) {
      reply = ended(cancelled);
      throw cancelled;
    } catch (Throwable failure) {
      reply = failed(failure);
    } finally {
      report(reply);
    }
  }

  private Reply inTime() throws Exception {
    Duration limit =
        call.remainingNanos() == Message.NO_DEADLINE
            ? null
            : Duration.ofNanos(call.remainingNanos());
    InTime<byte[]> result =
        Gonzo.ignoreAfter(
            limit,
            () -> {
              // Nothing is begun for a caller that has given up.
              Gonzo.checkpoint();
              return result(function);
            });
    return result.isPresent() ? new Reply.Value(result.get()) : new Reply.TooLate();
  }

  private <A extends @Nullable Object, R extends @Nullable Object> byte[] result(
      Remote<A, R> remote) throws Exception {
    A argument;
    try {
      argument = remote.argument().decode(call.argument());
    } catch (DamagedValueException otherShape) {
      throw new IllegalArgumentException(
          "the argument of "
              + remote
              + " is not of the type that this node expects: "
              + otherShape.getMessage(),
          otherShape);
    }
    byte[] value = remote.result().encode(remote.body().call(argument));
    caller.requireShort("the result of " + remote, value);
    return value;
  }

  private Reply ended(Cancelled cancelled) {
    try {
      return abandoned != null
          ? new Reply.Abandoned(abandoned, true)
          : new Reply.Ended(cancelled.reason(), cancelled.requester());
    } catch (Throwable indescribable) {
      return UNDESCRIBED;
    }
  }

  /** Describes a failure. It is the user's object, and there may be no memory left for the text. */
  static Reply failed(Throwable failure) {
    try {
      String message = Text.messageOf(failure);
      return new Reply.Failed(
          failure.getClass().getName(), message == null ? "" : message, Text.stackTraceOf(failure));
    } catch (Throwable indescribable) {
      return UNDESCRIBED;
    }
  }

  /** Passes the end to the caller, if the link over which it called is still there. */
  private void report(Reply reply) {
    Gonzo.withoutCancellation(() -> caller.ended(call.id(), this, reply));
  }

  @Override
  public String toString() {
    return function.name() + " for " + caller.id().name();
  }
}
