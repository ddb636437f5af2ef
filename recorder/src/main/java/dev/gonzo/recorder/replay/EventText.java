package dev.gonzo.recorder.replay;

import dev.gonzo.recorder.event.Codec;
import dev.gonzo.recorder.event.Event;
import dev.gonzo.recorder.event.Event.Answered;
import dev.gonzo.recorder.event.Event.Arrived;
import dev.gonzo.recorder.event.Event.Blocked;
import dev.gonzo.recorder.event.Event.CancellationArrived;
import dev.gonzo.recorder.event.Event.CancellationRequested;
import dev.gonzo.recorder.event.Event.Created;
import dev.gonzo.recorder.event.Event.DeadlineExpired;
import dev.gonzo.recorder.event.Event.Ended;
import dev.gonzo.recorder.event.Event.Failed;
import dev.gonzo.recorder.event.Event.Read;
import dev.gonzo.recorder.event.Event.Resumed;
import dev.gonzo.recorder.event.Event.Shared;
import dev.gonzo.recorder.event.Event.Stopped;
import dev.gonzo.recorder.event.Event.Suspended;
import dev.gonzo.recorder.event.Event.Trapped;
import dev.gonzo.recorder.event.Event.Turn;
import dev.gonzo.recorder.event.Event.Unblocked;

/** Events as text, for a person. */
public final class EventText {
  private EventText() {}

  /**
   * Returns an event as text.
   *
   * @param event the event
   * @param codec the codec of its kernel
   * @return one line
   */
  public static String of(Event event, Codec codec) {
    String what =
        switch (event) {
          case Created created -> "is created, as " + created.name();
          case Turn _ -> "has a turn";
          case Trapped trapped -> "makes the trap " + codec.text(trapped.trap());
          case Answered _ -> "gets an answer";
          case Failed failed -> "gets " + codec.failureText(failed.failure());
          case Suspended _ -> "waits";
          case Resumed _ -> "is ready to go on";
          case Blocked _ -> "is in a blocking call of the JDK";
          case Unblocked _ -> "has left a blocking call of the JDK";
          case DeadlineExpired expired -> "has its deadline " + expired.deadline() + " expired";
          case CancellationRequested request -> "is to be cancelled: " + request.reason();
          case CancellationArrived _ -> "is cancelled";
          case Arrived arrived -> "something arrives at waker " + arrived.waker();
          case Shared shared -> "takes step " + shared.step() + " on object " + shared.object();
          case Read read -> "reads " + read.what();
          case Stopped _ -> "ends its turn";
          case Ended ended -> "has ended: it " + ended.how();
        };
    return event.task() < 0 ? what : "task " + event.task() + " " + what;
  }
}
