package dev.gonzo.recorder.format;

import dev.gonzo.recorder.event.Bytes;
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
import dev.gonzo.recorder.format.TrapPart.Kind;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The events of one kernel as lines of text for a terminal. No class of the program is loaded, and
 * what looks like a secret is masked.
 */
public final class EventLine {
  private final boolean withData;
  private final boolean showSecrets;
  // By the id of the living task, and of the one whose end was the event before.
  private final Map<Long, String> names = new HashMap<>();
  private final Map<Long, Bytes> traps = new HashMap<>();
  private long endedTask = -1;

  /**
   * Creates it before the first event.
   *
   * @param withData whether the bytes that were received are shown
   * @param showSecrets whether what looks like a secret is shown
   */
  public EventLine(boolean withData, boolean showSecrets) {
    this.withData = withData;
    this.showSecrets = showSecrets;
  }

  /**
   * Returns the name of an event's task.
   *
   * @param event the event that {@link #of} was called with last
   * @return its name
   */
  public String task(Event event) {
    return names.getOrDefault(event.task(), event.task() < 0 ? "" : "task-" + event.task());
  }

  /**
   * Returns an event as text. Called with each event, in order.
   *
   * @param event the event
   * @return what has happened, without its task, on one line
   */
  public String of(Event event) {
    if (endedTask >= 0) {
      names.remove(endedTask);
      endedTask = -1;
    }
    String text =
        switch (event) {
          case Created created -> {
            names.put(created.task(), created.name());
            yield "is created"
                + (created.daemon() ? " as a daemon" : "")
                + (created.parent() < 0 ? "" : " by task " + created.parent());
          }
          case Turn turn -> "turn at %.6f s".formatted(turn.nanos() / 1e9);
          case Trapped trapped -> {
            traps.put(trapped.task(), trapped.trap());
            yield TrapText.of(trapped.trap(), true);
          }
          case Answered answered -> "  = " + answer(traps.get(answered.task()), answered.answer());
          case Failed failed -> "  throws " + FailureReader.textOf(failed.failure());
          case Suspended _ -> "  waits";
          case Resumed _ -> "is ready";
          case Blocked _ -> "is in a blocking call of the JDK";
          case Unblocked _ -> "has left the blocking call";
          case DeadlineExpired expired -> "deadline " + expired.deadline() + " expires";
          case CancellationRequested asked ->
              "cancellation is requested by " + asked.requester() + ": " + asked.reason();
          case CancellationArrived _ -> "cancellation arrives";
          case Arrived arrived -> "something arrives at waker " + arrived.waker();
          case Shared shared -> "step " + shared.step() + " on shared object " + shared.object();
          case Read read -> "reads " + read.what() + " = " + value(read.value());
          case Stopped _ -> "stops";
          case Ended ended -> {
            traps.remove(ended.task());
            endedTask = ended.task();
            yield "has ended: it " + ended.how();
          }
        };
    return Printable.of(showSecrets ? text : Secrets.masked(text));
  }

  private String value(Bytes value) {
    if (value.array().length == 0) {
      return "a value that is not recorded";
    }
    try {
      Object decoded = ValueReader.forText(new ByteReader(value)).read();
      return decoded instanceof byte[] bytes ? bytes(bytes) : ValueText.of(decoded);
    } catch (DamagedDataException damaged) {
      return "a value that cannot be decoded: " + damaged.getMessage();
    }
  }

  private String bytes(byte[] bytes) {
    return withData ? ValueText.bytes(bytes) : bytes.length + " bytes";
  }

  private String answer(@Nullable Bytes trap, Bytes answer) {
    if (answer.array().length == 0) {
      return "a result that is not recorded";
    }
    Class<?> kind = trap == null ? null : TrapKinds.of(trap.array()[0] & 0xff);
    if (kind == null) {
      return answer.array().length + " bytes, encoded";
    }
    try {
      return answer(kind, new ByteReader(answer));
    } catch (DamagedDataException damaged) {
      return "an answer that cannot be decoded: " + damaged.getMessage();
    }
  }

  private String answer(Class<?> kind, ByteReader from) {
    if (has(kind, Kind.RECEIVED) || has(kind, Kind.RECEIVED_BUFFERS)) {
      if (kind.getSimpleName().equals("ReceiveFrom")) {
        Object arrival = ValueReader.forText(from).read();
        return ValueText.of(arrival) + " " + bytes(from.rest().array());
      }
      long count = from.number() - 1;
      return count < 0
          ? "end"
          : from.left() == 0 && count > 0 ? count + " bytes" : bytes(from.rest().array());
    }
    return switch (kind.getSimpleName()) {
      case "Send", "WriteAt", "SendGathered" -> from.number() + " bytes";
      case "ReadClock", "Sleep" -> new dev.gonzo.Moment(from.signed()).toString();
      case "SetDeadline" -> "deadline " + from.number();
      case "OpenWaker" -> "waker " + from.number();
      case "Spawn" -> "task " + from.number();
      case "Wake" -> from.number() + " woken";
      case "CancelTask" -> from.flag() ? "requested" : "too late";
      case "Join" ->
          switch (from.oneByte()) {
            case 0 -> "it returned";
            case 1 -> "it failed";
            default -> "it was cancelled";
          };
      case "WaitOn", "YieldTurn", "Checkpoint", "CurrentTask", "ListTasks" -> "done";
      case "ReadWhole" ->
          from.oneByte() == 1
              ? "handle " + from.signed() + ", to be read in steps"
              : value(from.rest());
      default -> {
        Bytes rest = from.rest();
        yield rest.array().length == 1 && rest.array()[0] == 0 ? "done" : value(rest);
      }
    };
  }

  private static boolean has(Class<?> kind, Kind part) {
    return TrapPart.of(kind).stream().anyMatch(one -> one.kind() == part);
  }
}
