package dev.gonzo.bench.peer;

import static dev.gonzo.bench.peer.Program.ECHO;
import static dev.gonzo.bench.peer.Program.FILES;
import static dev.gonzo.bench.peer.Program.GROWTH;
import static dev.gonzo.bench.peer.Program.HTTP;
import static dev.gonzo.bench.peer.Program.HTTP2;
import static dev.gonzo.bench.peer.Program.PROCESSES;
import static dev.gonzo.bench.peer.Program.PROXY;
import static dev.gonzo.bench.peer.Program.TLS;
import static dev.gonzo.bench.peer.Program.UDP;
import static dev.gonzo.bench.peer.Program.WEB_SOCKET;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** All peers. A new one is a directory below {@code bench/peers} and a line here. */
public final class Peers {
  private static final Set<Program> ALL = Set.of(Program.values());

  private Peers() {}

  /** {@return all peers, in the order in which tables show them} */
  public static List<Peer> all() {
    var peers = new ArrayList<Peer>();
    peers.add(gonzo("epoll", ALL));
    // How tasks and timers grow does not depend on the driver.
    peers.add(gonzo("uring", EnumSet.complementOf(EnumSet.of(GROWTH))));
    peers.add(gonzo("nio", EnumSet.complementOf(EnumSet.of(GROWTH))));
    peers.add(gonzo("netty-epoll", Set.of(ECHO)));
    peers.add(
        new Peer(
            "c",
            "C on epoll",
            "c",
            new Toolchain.C(),
            List.of(),
            "apt install gcc libc6-dev",
            Set.of(ECHO, UDP, PROXY, HTTP, PROCESSES)));
    peers.add(jdk("nio", "a selector of the JDK, in one thread", Set.of(ECHO, UDP)));
    peers.add(
        jdk(
            "threads",
            "virtual threads of the JDK",
            Set.of(ECHO, TLS, UDP, PROXY, HTTP, FILES, PROCESSES, GROWTH)));
    peers.add(netty("nio"));
    peers.add(netty("epoll"));
    peers.add(netty("uring"));
    peers.add(maven("vertx", "Vert.x", "vertx", ECHO));
    peers.add(maven("kotlin", "Kotlin's coroutines on ktor-network", "ktor", ECHO));
    peers.add(maven("helidon", "Helidon, on virtual threads", "helidon", HTTP));
    peers.add(
        new Peer(
            "go",
            "goroutines",
            "go",
            new Toolchain.Go(),
            List.of(),
            "apt install golang-go",
            Set.of(ECHO, TLS, UDP, PROXY, HTTP, PROCESSES)));
    peers.add(asyncio("asyncio", "asyncio", "streams", Set.of(ECHO, TLS, PROXY, PROCESSES)));
    peers.add(asyncio("asyncio-callbacks", "asyncio", "protocol", Set.of(ECHO, TLS, UDP)));
    peers.add(asyncio("uvloop", "uvloop", "streams", Set.of(ECHO, TLS, PROXY, PROCESSES)));
    peers.add(asyncio("uvloop-callbacks", "uvloop", "protocol", Set.of(ECHO, TLS, UDP)));
    peers.add(python("gevent", "gevent", "apt install python3-gevent"));
    peers.add(python("twisted", "Twisted", "apt install python3-twisted"));
    peers.add(python("trio", "Trio", "apt install python3-trio"));
    peers.add(
        new Peer(
            "curio",
            "Curio (Python)",
            "curio",
            Toolchain.Python.with("curio"),
            List.of(),
            "pip install curio: Debian has no package of it",
            Set.of(ECHO)));
    return List.copyOf(peers);
  }

  private static Peer gonzo(String kernel, Set<Program> programs) {
    return new Peer(
        "gonzo-" + kernel,
        "Gonzo, kernel " + kernel,
        "gonzo",
        new Toolchain.Gonzo(kernel),
        List.of(),
        "",
        programs);
  }

  private static Peer jdk(String name, String description, Set<Program> programs) {
    return new Peer(name, description, name, new Toolchain.Jdk(), List.of(), "", programs);
  }

  private static Peer netty(String transport) {
    return new Peer(
        "netty-" + transport,
        "Netty, transport " + transport,
        "netty",
        new Toolchain.Maven("netty"),
        List.of(transport),
        "",
        Set.of(ECHO, TLS, UDP, PROXY, HTTP, HTTP2, WEB_SOCKET));
  }

  private static Peer maven(String name, String description, String javaPackage, Program program) {
    return new Peer(
        name, description, name, new Toolchain.Maven(javaPackage), List.of(), "", Set.of(program));
  }

  private static Peer asyncio(String name, String loop, String style, Set<Program> programs) {
    String how = style.equals("streams") ? "coroutines" : "callbacks";
    return new Peer(
        name,
        "Python's asyncio, " + how + (loop.equals("uvloop") ? ", on uvloop" : ""),
        "asyncio",
        Toolchain.Python.with(loop),
        List.of(loop, style),
        loop.equals("uvloop") ? "apt install python3-uvloop" : "apt install python3",
        programs);
  }

  private static Peer python(String module, String description, String installing) {
    return new Peer(
        module,
        description + " (Python)",
        module,
        Toolchain.Python.with(module),
        List.of(),
        installing,
        Set.of(ECHO));
  }

  /** {@return what is not as when a user starts a program of Gonzo; empty if nothing} */
  public static Optional<String> note() {
    return Toolchain.Gonzo.cache().isPresent()
        ? Optional.empty()
        : Optional.of("Gonzo's servers start without an AOT cache: ./gonzo train makes it");
  }

  /**
   * {@return the command that starts the load generator in C}
   *
   * @param places where things are
   */
  public static List<String> load(Places places) {
    return List.of(places.built("c").resolve("load").toString());
  }

  /**
   * Builds the load generator in C.
   *
   * @param places where things are
   * @throws IOException if there is no compiler, or the build fails
   */
  public static void buildLoad(Places places) throws IOException {
    var missing = new Toolchain.C().missing();
    if (missing.isPresent()) {
      throw new IOException(
          "the load generator cannot be built: " + missing.get() + " (apt install gcc libc6-dev)");
    }
    Files.createDirectories(places.built("c"));
    Commands.build(
        Toolchain.C.compile("c", places, "load"),
        places.source("c"),
        places.built("c").resolve("load.log"));
  }
}
