package dev.gonzo.monitor.client;

import dev.gonzo.monitor.json.JsonObject;
import java.util.List;

/**
 * A kernel of another program.
 *
 * @param number its number there
 * @param name the name of its devices
 * @param tasks how many tasks have not ended
 * @param turns how many turns they have had
 * @param threads the names of its threads
 * @param running the name of the task that has its turn; empty if there is none
 */
public record KernelFacts(
    int number, String name, long tasks, long turns, List<String> threads, String running) {
  /** Copies the list. */
  public KernelFacts {
    threads = List.copyOf(threads);
  }

  static KernelFacts of(JsonObject json) {
    return new KernelFacts(
        (int) json.number("number", -1),
        json.text("name"),
        json.number("tasks", 0),
        json.number("turns", 0),
        json.texts("threads"),
        json.text("running"));
  }
}
