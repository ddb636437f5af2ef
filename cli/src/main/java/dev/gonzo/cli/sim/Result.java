package dev.gonzo.cli.sim;

import dev.gonzo.sim.world.Decision;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What came of a seed.
 *
 * @param seed the seed
 * @param history the hash of its history
 * @param again the hash when it was tried again in the same JVM; empty if it was not
 * @param nanos how much simulated time has passed
 * @param events how many events the history has
 * @param faults how often each kind of fault was injected
 * @param failed how it has failed; empty if it has not
 * @param decisions which decisions of the seed have taken effect, if they were recorded and it has
 *     failed
 * @param leaks what the program did that may differ from JVM to JVM, each reported once by a worker
 */
record Result(
    long seed,
    String history,
    Optional<String> again,
    long nanos,
    long events,
    Map<String, Long> faults,
    Optional<Failed> failed,
    List<Decision> decisions,
    List<String> leaks) {
  private static final String LOST = "lost";

  /** The result of a seed whose JVM was lost. */
  static Result lost(long seed, String reason) {
    return new Result(
        seed,
        LOST,
        Optional.empty(),
        0,
        0,
        Map.of(),
        Optional.of(new Failed(reason, reason)),
        List.of(),
        List.of());
  }

  /** Whether its JVM was lost, so that it has no history. */
  boolean isLost() {
    return history.equals(LOST);
  }

  /** Whether the two runs in one JVM were different. */
  boolean differs() {
    return again.isPresent() && !again.get().equals(history);
  }

  void write(DataOutputStream output) throws IOException {
    output.writeLong(seed);
    Wire.text(output, history);
    Wire.perhaps(output, again);
    output.writeLong(nanos);
    output.writeLong(events);
    output.writeInt(faults.size());
    for (var fault : faults.entrySet()) {
      Wire.text(output, fault.getKey());
      output.writeLong(fault.getValue());
    }
    output.writeBoolean(failed.isPresent());
    if (failed.isPresent()) {
      Wire.text(output, failed.get().sort());
      Wire.text(output, failed.get().text());
    }
    output.writeInt(decisions.size());
    for (Decision decision : decisions) {
      Wire.text(output, decision.kind());
      output.writeInt(decision.number());
    }
    Wire.texts(output, leaks);
  }

  static Result read(DataInputStream input) throws IOException {
    long seed = input.readLong();
    String history = Wire.text(input);
    Optional<String> again = Wire.perhaps(input);
    long nanos = input.readLong();
    long events = input.readLong();
    Map<String, Long> faults = new TreeMap<>();
    for (int left = input.readInt(); left > 0; left--) {
      faults.put(Wire.text(input), input.readLong());
    }
    Optional<Failed> failed =
        input.readBoolean()
            ? Optional.of(new Failed(Wire.text(input), Wire.text(input)))
            : Optional.empty();
    List<Decision> decisions = new ArrayList<>();
    for (int left = input.readInt(); left > 0; left--) {
      decisions.add(new Decision(Wire.text(input).intern(), input.readInt()));
    }
    return new Result(
        seed, history, again, nanos, events, faults, failed, decisions, Wire.texts(input));
  }
}
