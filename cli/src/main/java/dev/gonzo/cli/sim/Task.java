package dev.gonzo.cli.sim;

import dev.gonzo.sim.SimulationOptions;
import dev.gonzo.sim.world.Plan;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * What a worker is asked to do: to try some consecutive seeds.
 *
 * @param first the first of them
 * @param count how many there are
 * @param twice which of them are tried twice, counted from the first
 * @param rules how all of them run
 * @param plan the lines of the plan; empty for everything that the seed draws
 * @param records whether the decisions of the seed are recorded; always with a plan
 * @param trace the file for the history; empty for none
 * @param lastEvent the event after which the simulation ends; 0 for none
 * @param shows whether what the program prints is passed on
 */
record Task(
    long first,
    int count,
    BitSet twice,
    Rules rules,
    Optional<List<String>> plan,
    boolean records,
    Optional<String> trace,
    long lastEvent,
    boolean shows) {

  /** In place of seeds: the worker is to report where it is, and to end. */
  static final Task REPORT = seeds(0, 0, new BitSet(), new Rules(false, false, Rules.TIME_LIMIT));

  /** Seeds of a search. */
  static Task seeds(long first, int count, BitSet twice, Rules rules) {
    return new Task(
        first, count, twice, rules, Optional.empty(), false, Optional.empty(), 0, false);
  }

  /** One seed. */
  static Task seed(long seed, Rules rules) {
    return seeds(seed, 1, new BitSet(), rules);
  }

  Task withPlan(List<String> lines) {
    return new Task(first, count, twice, rules, Optional.of(lines), true, trace, lastEvent, shows);
  }

  Task recorded() {
    return new Task(first, count, twice, rules, plan, true, trace, lastEvent, shows);
  }

  Task withTrace(String file) {
    return new Task(first, count, twice, rules, plan, records, Optional.of(file), lastEvent, shows);
  }

  Task withLastEvent(long event) {
    return new Task(first, count, twice, rules, plan, records, trace, event, shows);
  }

  Task shown() {
    return new Task(first, count, twice, rules, plan, records, trace, lastEvent, true);
  }

  /** The options of the simulation of a seed, without a trace. */
  SimulationOptions options(long seed) {
    Plan wanted =
        plan.map(Plan::ofLines).orElseGet(() -> records ? Plan.recorded() : Plan.everything());
    SimulationOptions options = rules.options(seed).withPlan(wanted);
    return lastEvent == 0 ? options : options.withLastEvent(lastEvent);
  }

  void write(DataOutputStream output) throws IOException {
    output.writeLong(first);
    output.writeInt(count);
    Wire.bytes(output, twice.toByteArray());
    rules.write(output);
    output.writeBoolean(plan.isPresent());
    Wire.texts(output, plan.orElse(List.of()));
    output.writeBoolean(records);
    Wire.perhaps(output, trace);
    output.writeLong(lastEvent);
    output.writeBoolean(shows);
  }

  /** Whether it asks for a report, and not for seeds. */
  boolean isReport() {
    return count == 0;
  }

  static Task read(DataInputStream input) throws IOException {
    long first = input.readLong();
    int count = input.readInt();
    BitSet twice = BitSet.valueOf(Wire.bytes(input));
    Rules rules = Rules.read(input);
    boolean hasPlan = input.readBoolean();
    List<String> lines = Wire.texts(input);
    return new Task(
        first,
        count,
        twice,
        rules,
        hasPlan ? Optional.of(lines) : Optional.empty(),
        input.readBoolean(),
        Wire.perhaps(input),
        input.readLong(),
        input.readBoolean());
  }
}
