package dev.gonzo.bench.peer;

import java.util.List;
import java.util.Set;

/** Peers that cannot take part. */
public final class UnusablePeers {
  private UnusablePeers() {}

  /** {@return one whose module is not installed anywhere} */
  public static Peer missing() {
    return new Peer(
        "missing",
        "",
        "asyncio",
        Toolchain.Python.with("a_module_that_is_not_there"),
        List.of(),
        "apt install it",
        Set.of(Program.ECHO));
  }

  /** {@return one whose server ends at once} */
  public static Peer broken() {
    return new Peer(
        "broken",
        "",
        "c",
        new Toolchain.C(),
        List.of("one argument too many"),
        "",
        Set.of(Program.ECHO));
  }
}
