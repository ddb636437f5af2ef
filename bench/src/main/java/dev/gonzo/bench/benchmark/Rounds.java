package dev.gonzo.bench.benchmark;

import dev.gonzo.bench.measure.Row;
import dev.gonzo.bench.measure.Sample;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Rounds in which each contender has its turn, so that what disturbs the machine disturbs all of
 * them. Each round begins with another one.
 */
final class Rounds {
  private Rounds() {}

  /**
   * Measures all contenders. One that fails is noted as left out, and has no row.
   *
   * @return a row for each of the others, in their order
   */
  static List<Row> run(String figure, List<? extends Contender> contenders, Run run) {
    var samples = new LinkedHashMap<Contender, List<Sample>>();
    contenders.forEach(contender -> samples.put(contender, new ArrayList<>()));
    for (int round = 0; round < run.setting().rounds(); round++) {
      var order = new ArrayList<>(samples.keySet());
      Collections.rotate(order, -round);
      for (Contender contender : order) {
        run.progress().step(figure + ": " + contender.name());
        try {
          samples.get(contender).add(contender.measure());
        } catch (IOException failure) {
          samples.remove(contender);
          run.skip(
              contender.name(),
              "in round %d of %s: %s".formatted(round + 1, figure, message(failure)));
        }
      }
    }
    return samples.entrySet().stream()
        .filter(entry -> !entry.getValue().isEmpty())
        .map(Rounds::row)
        .toList();
  }

  private static Row row(Map.Entry<Contender, List<Sample>> entry) {
    return new Row(entry.getKey().name(), entry.getValue());
  }

  /** {@return what went wrong, also if the exception has no message} */
  static String message(Exception failure) {
    String message = failure.getMessage();
    return message == null ? failure.toString() : message;
  }
}
