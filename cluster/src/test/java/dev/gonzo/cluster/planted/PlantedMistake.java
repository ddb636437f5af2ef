package dev.gonzo.cluster.planted;

import java.util.List;

/**
 * A mistake that is planted into the sources of this module, and into no class that is shipped:
 * parts of files are replaced and compiled again.
 */
enum PlantedMistake {
  NONE,

  /** What was sent over an earlier connection is taken for this one's. */
  NO_EPOCH_CHECK(
      new Edit(
          "link/Link.java",
          "return ends.fromEpoch() == otherEpoch && ends.toEpoch() == epoch;",
          "return otherEpoch != 0;")),

  /**
   * What comes twice is taken twice: neither the numbers of pieces nor those of calls are compared.
   * Without one of the two, the other one suffices.
   */
  NO_NUMBERS(
      new Edit(
          "link/ReceiveWindow.java",
          "return data.sequence() <= received\n        ? Verdict.AGAIN",
          "return data.sequence() <= received\n        ? Verdict.TAKEN"),
      new Edit(
          "link/Served.java",
          "if (id <= highest) {\n      return Admission.DROP;",
          "if (false) {\n      return Admission.DROP;")),

  /** What is called runs on when its caller is lost. */
  ORPHANS_RUN_ON(
      new Edit(
          "Peer.java",
          "served.removeAll().forEach(run ->",
          "served.removeAll().stream().limit(0).forEach(run ->")),

  /** A caller waits for an answer that cannot come any more. */
  NO_LOSS_FOR_CALLERS(
      new Edit(
          "Peer.java",
          "calls.removeAll().forEach(call ->",
          "calls.removeAll().stream().limit(0).forEach(call ->")),

  /** A call that was lost is said not to have run. */
  LOST_CALLS_NEVER_RAN(
      new Edit(
          "NodeLostException.java", "this.mayHaveRun = mayHaveRun;", "this.mayHaveRun = false;")),

  /** Pieces that are lost are not sent again. */
  NO_RESENDING(
      new Edit(
          "link/SendWindow.java",
          "void resend(long now) {",
          "void resend(long now) {\n    resendAt = Long.MAX_VALUE;\n    if (now > 0) return;"));

  /** A part of a file, and what it is replaced by. */
  record Edit(String file, String right, String wrong) {}

  final List<Edit> edits;

  PlantedMistake(Edit... edits) {
    this.edits = List.of(edits);
  }
}
