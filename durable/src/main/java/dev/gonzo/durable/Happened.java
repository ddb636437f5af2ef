package dev.gonzo.durable;

import dev.gonzo.durable.kernel.StepInFlight;
import dev.gonzo.sync.Event;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a run waits for. */
sealed interface Happened {
  /** A step has returned. */
  record StepReturned(StepInFlight step, @Nullable Object value) implements Happened {}

  /** A step has failed. */
  record StepFailed(StepInFlight step, FailureText failure) implements Happened {}

  /** A step was cancelled, as the body wanted. */
  record StepCancelled(StepInFlight step) implements Happened {}

  /** A step has ended in a way that says nothing about it, such as a full heap. */
  record StepBroken(Throwable cause) implements Happened {}

  /** A timer is due. */
  record TimerDue(Instant at) implements Happened {}

  /** The task is to be cancelled; the event is set when that is recorded. */
  record CancelAsked(String reason, Event recorded) implements Happened {}
}
