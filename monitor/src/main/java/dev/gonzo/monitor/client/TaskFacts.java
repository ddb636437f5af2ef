package dev.gonzo.monitor.client;

import dev.gonzo.monitor.json.JsonObject;
import java.util.List;

/**
 * A task of another program. All texts are the program's: they may have any characters.
 *
 * @param id its number in its kernel
 * @param parent the number of the task that spawned it, or -1
 * @param name its name
 * @param daemon whether it is a daemon
 * @param state its state
 * @param trap the trap at which it waits; empty if it does not wait
 * @param subject what it waits for there; empty if the trap has no subject
 * @param queue a number that the waiters of one queue share, or 0
 * @param holders the numbers of the tasks whose progress it needs
 * @param ageNanos how long ago it was spawned
 * @param turns how many turns it has had
 * @param runNanos how long it has run
 * @param place the line of the program; empty if it was not asked for
 */
public record TaskFacts(
    long id,
    long parent,
    String name,
    boolean daemon,
    String state,
    String trap,
    String subject,
    long queue,
    List<Long> holders,
    long ageNanos,
    long turns,
    long runNanos,
    String place) {
  /** Copies the list. */
  public TaskFacts {
    holders = List.copyOf(holders);
  }

  static TaskFacts of(JsonObject json) {
    return new TaskFacts(
        json.number("id", -1),
        json.number("parent", -1),
        json.text("name"),
        json.is("daemon"),
        json.text("state"),
        json.text("trap"),
        json.text("subject"),
        json.number("queue", 0),
        json.numbers("holders"),
        json.number("age", 0),
        json.number("turns", 0),
        json.number("run", 0),
        json.text("place"));
  }
}
