package dev.gonzo.durable;

import dev.gonzo.codec.Codec;
import dev.gonzo.codec.DamagedValueException;
import dev.gonzo.durable.StepEntry.Ending;
import dev.gonzo.durable.journal.Entry;
import dev.gonzo.durable.journal.JournalDamagedException;
import dev.gonzo.durable.kernel.ReplayKernel;
import dev.gonzo.durable.kernel.StepInFlight;
import dev.gonzo.durable.kernel.StepResult;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Hands recorded events to the kernel of a body, and compares: the body must be where it was when
 * the event was recorded.
 */
final class Delivery {
  private final ReplayKernel kernel;
  private final Codec<@Nullable Object> values;

  Delivery(ReplayKernel kernel, Codec<@Nullable Object> values) {
    this.kernel = kernel;
    this.values = values;
  }

  /**
   * Hands over one entry.
   *
   * @throws ParkingException if the code does not fit to the journal any more
   */
  void deliver(Entry entry) throws ParkingException, JournalDamagedException {
    switch (entry.kind()) {
      case STEP -> {
        StepEntry recorded = StepEntry.of(entry);
        boolean _ = kernel.advance(entry.at());
        StepInFlight step = matching(entry, recorded);
        kernel.end(step, result(entry, recorded));
      }
      case TIME -> {
        if (!kernel.advance(entry.at())) {
          throw changed(entry, "a timer that was due", "no timer that is due then");
        }
      }
      case CANCEL -> {
        boolean _ = kernel.advance(entry.at());
        kernel.cancel(new String(entry.content(), StandardCharsets.UTF_8));
      }
      case ATTEMPT, RESTED, PARKED, RETRIED, RETURNED, FAILED, CANCELLED -> {}
    }
  }

  private StepInFlight matching(Entry entry, StepEntry recorded) throws ParkingException {
    StepInFlight step = kernel.step(recorded.path());
    String wanted = "step \"%s\" at #%s".formatted(recorded.name(), recorded.path());
    if (step == null) {
      throw changed(entry, wanted, "no step there; its tasks are at:\n" + kernel.waiting());
    }
    if (!step.call().name().equals(recorded.name())) {
      throw changed(entry, wanted, "step \"" + step.call().name() + "\" there");
    }
    if (recorded.ending() instanceof Ending.Cancelled && !step.isCancelled()) {
      throw changed(entry, wanted + ", cancelled", "this step, but does not cancel it");
    }
    return step;
  }

  private StepResult result(Entry entry, StepEntry recorded) throws ParkingException {
    return switch (recorded.ending()) {
      case Ending.Returned(byte[] bytes) -> {
        try {
          yield new StepResult.Value(values.decode(bytes));
        } catch (DamagedValueException damaged) {
          throw changed(
              entry,
              "a value of step \"" + recorded.name() + "\"",
              "another type of value: " + damaged.getMessage());
        }
      }
      case Ending.Failed(var failure) ->
          new StepResult.Failed(new StepFailedException(recorded.name(), failure));
      case Ending.Cancelled() -> new StepResult.WasCancelled();
    };
  }

  private static ParkingException changed(Entry entry, String recorded, String now) {
    return new ParkingException(
        "its code was changed: entry %d of the journal is %s, and the code now has %s"
            .formatted(entry.number(), recorded, now));
  }
}
