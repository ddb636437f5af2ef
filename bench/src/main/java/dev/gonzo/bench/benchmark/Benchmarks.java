package dev.gonzo.bench.benchmark;

import dev.gonzo.bench.peer.Program;
import java.util.List;

/** All benchmarks. */
public final class Benchmarks {
  /** What runs if the command line names none. */
  public static final List<String> USUAL = List.of("echo", "start", "operations");

  private Benchmarks() {}

  /** What "operations" has beside the peers that are programs. */
  public static final List<String> OPERATIONS_ONLY = List.of("jox", "bare", "plain");

  /** {@return all benchmarks, in the order in which they run} */
  public static List<Benchmark> all() {
    return List.of(
        new ServersUnderLoad(
            "echo",
            "an echo server over TCP, from one connection to ten thousand",
            Program.ECHO,
            new Load.InC("tcp"),
            Companion.NONE,
            "c",
            List.of(1, 10, 100, 1_000, 10_000),
            List.of(100, 1_000, 65_536)),
        new ServersUnderLoad(
            "tls",
            "an echo server over TLS",
            Program.TLS,
            new Load.InJava("TlsLoad"),
            Companion.KEYS,
            "threads",
            List.of(1, 100),
            List.of(1_000, 16_384)),
        new ServersUnderLoad(
            "udp",
            "an echo server over UDP",
            Program.UDP,
            new Load.InC("udp"),
            Companion.NONE,
            "c",
            List.of(1, 10, 100),
            List.of(100, 1_000)),
        new ServersUnderLoad(
            "proxy",
            "a proxy over TCP in front of an echo server",
            Program.PROXY,
            new Load.InC("tcp"),
            Companion.BACKEND,
            "c",
            List.of(1, 100, 1_000),
            List.of(1_000, 65_536)),
        new ServersUnderLoad(
            "http",
            "a server of HTTP/1.1 that answers ok, under load by wrk",
            Program.HTTP,
            new Load.InJava("WrkLoad"),
            Companion.NONE,
            "c",
            List.of(100),
            List.of(2)),
        new ServersUnderLoad(
            "http2",
            "a server of HTTP/2 that answers ok, under load by h2load, 100 streams a connection",
            Program.HTTP2,
            new Load.InJava("H2Load"),
            Companion.NONE,
            "netty-epoll",
            List.of(10),
            List.of(2)),
        new ServersUnderLoad(
            "websocket",
            "an echo server of WebSocket",
            Program.WEB_SOCKET,
            new Load.InJava("WebSocketLoad"),
            Companion.NONE,
            "netty-epoll",
            List.of(100),
            List.of(1_000)),
        new FileOperations(),
        new ProcessSpawns(),
        new ProgramStart(),
        new Operations(),
        new TasksAndTimers(),
        new WarmUp());
  }
}
