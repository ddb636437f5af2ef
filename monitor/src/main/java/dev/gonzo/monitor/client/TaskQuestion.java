package dev.gonzo.monitor.client;

import dev.gonzo.monitor.json.JsonWriter;
import java.util.Collection;
import java.util.List;

/**
 * Which tasks are asked for.
 *
 * @param from the number of the first one
 * @param most how many at most are looked at, up to {@value MonitorClient#PAGE}
 * @param match a part of the name, in upper or lower case; empty for all tasks
 * @param allPlaces whether each comes with its place in the program, which takes some microseconds
 *     of the program's time for each
 * @param places the numbers of tasks that come with it in any case
 */
public record TaskQuestion(
    long from, int most, String match, boolean allPlaces, Collection<Long> places) {
  /** Copies the numbers. */
  public TaskQuestion {
    places = List.copyOf(places);
  }

  JsonWriter json(int kernel) {
    var json = new JsonWriter().beginObject();
    json.name("ask").value("tasks").name("kernel").value(kernel);
    json.name("from").value(from).name("most").value(most).name("match").value(match);
    json.name("allPlaces").value(allPlaces).name("places").beginArray();
    places.forEach(json::value);
    return json.endArray().endObject();
  }
}
