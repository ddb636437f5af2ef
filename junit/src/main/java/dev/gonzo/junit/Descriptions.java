package dev.gonzo.junit;

import dev.gonzo.trap.EnvironmentTrap.OpenSignals;
import dev.gonzo.trap.FileTrap.OpenDirectory;
import dev.gonzo.trap.FileTrap.OpenFile;
import dev.gonzo.trap.FileTrap.OpenWatch;
import dev.gonzo.trap.NetTrap.Accept;
import dev.gonzo.trap.NetTrap.Connect;
import dev.gonzo.trap.NetTrap.Listen;
import dev.gonzo.trap.NetTrap.OpenDatagrams;
import dev.gonzo.trap.NetTrap.OpenPair;
import dev.gonzo.trap.ProcessTrap.StartProcess;
import dev.gonzo.trap.Trap;
import org.jspecify.annotations.Nullable;

/** Says what a trap opens, for messages. */
final class Descriptions {
  private Descriptions() {}

  /** What it opens that must be closed again; null if nothing. */
  static @Nullable String of(Trap<?> trap) {
    return switch (trap) {
      case Accept _ -> "an accepted connection";
      case Connect connect -> "a connection to " + connect.address();
      case Listen listen -> "a listener on " + listen.address();
      case OpenDatagrams(var local, var remote, var _) ->
          "a datagram socket"
              + (local == null ? "" : " on " + local)
              + (remote == null ? "" : " to " + remote);
      case OpenPair _ -> "an end of a pair of Unix sockets";
      case OpenFile open -> "the file " + open.path();
      case OpenDirectory open -> "the directory " + open.path();
      case OpenWatch open -> "a watch of the directory " + open.directory();
      case OpenSignals open -> "a signal handler for " + String.join(", ", open.names());
      case StartProcess start -> start.command().getFirst();
      default -> null;
    };
  }
}
