package dev.gonzo.bench.benchmark;

import dev.gonzo.bench.measure.Row;
import dev.gonzo.bench.measure.Sample;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

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
    var turns = new ArrayList<>(contenders.stream().map(Turns::of).toList());
    for (int round = 1; round <= run.setting().rounds(); round++) {
      var order = new ArrayList<>(turns);
      Collections.rotate(order, 1 - round);
      for (Turns one : order) {
        String name = one.contender().name();
        run.progress().step(figure + ": " + name);
        try {
          one.samples().add(one.contender().measure());
        } catch (IOException failure) {
          turns.removeIf(other -> other.contender() == one.contender());
          run.skip(name, "in round %d of %s: %s".formatted(round, figure, message(failure)));
        }
      }
    }
    return turns.stream().map(one -> new Row(one.contender().name(), one.samples())).toList();
  }

  /** A contender, and what it has measured so far. */
  private record Turns(Contender contender, List<Sample> samples) {
    static Turns of(Contender contender) {
      return new Turns(contender, new ArrayList<>());
    }
  }

  /** {@return what went wrong, also if the exception has no message} */
  static String message(Exception failure) {
    String message = failure.getMessage();
    return message == null ? failure.toString() : message;
  }
}
