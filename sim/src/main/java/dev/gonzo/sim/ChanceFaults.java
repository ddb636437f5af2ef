package dev.gonzo.sim;

import dev.gonzo.sim.disk.DiskSettings;
import dev.gonzo.sim.net.Conditions;
import java.util.EnumMap;
import java.util.Map;

/** The faults of a mix that happen by chance, as conditions of the network and of disks. */
final class ChanceFaults {
  private final Map<FaultKind, Double> probabilities = new EnumMap<>(FaultKind.class);

  void add(FaultKind kind, double probability) {
    probabilities.put(kind, probability);
  }

  boolean isEmpty() {
    return probabilities.isEmpty();
  }

  private double of(FaultKind kind) {
    return probabilities.getOrDefault(kind, 0.0);
  }

  Conditions ofNetwork() {
    return Conditions.GOOD
        .withLoss(of(FaultKind.PACKET_LOSS))
        .withDuplication(of(FaultKind.DUPLICATION))
        .withReordering(of(FaultKind.REORDERING))
        .withReset(of(FaultKind.STREAM_RESET))
        .withStall(of(FaultKind.STREAM_STALL))
        .withSplitting(of(FaultKind.STREAM_SPLIT));
  }

  DiskSettings ofDisks() {
    return DiskSettings.plain()
        .withDelays(of(FaultKind.SLOW_OPERATION), 0, 0)
        .withShortTransfers(of(FaultKind.SHORT_TRANSFER))
        .withErrors(of(FaultKind.READ_ERROR), of(FaultKind.WRITE_ERROR), of(FaultKind.SYNC_ERROR))
        .withBitRot(of(FaultKind.BIT_ROT));
  }
}
