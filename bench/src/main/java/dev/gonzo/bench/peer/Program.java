package dev.gonzo.bench.peer;

import java.util.List;

/** What a peer can be asked to run. Each is one file in the peer's directory. */
public enum Program {
  /** An echo server over TCP; its argument is the port. */
  ECHO("echo", "Echo"),
  /** An echo server over TLS; its arguments are the port, and the directory of the keys. */
  TLS("tls", "TlsEcho"),
  /** An echo server over UDP; its argument is the port. */
  UDP("udp", "UdpEcho"),
  /** A proxy over TCP; its arguments are the port, and the port of the backend. */
  PROXY("proxy", "Proxy"),
  /** A server of HTTP/1.1 that answers "ok"; its argument is the port. */
  HTTP("http", "Http"),
  /** A server of HTTP/2 without TLS that answers "ok"; its argument is the port. */
  HTTP2("http2", "Http2"),
  /** An echo server of WebSocket; its argument is the port. */
  WEB_SOCKET("websocket", "WebSocketEcho"),
  /** Work on files, in a session. */
  FILES("files", "FileWork"),
  /** Processes one after the other, in a session. */
  PROCESSES("processes", "Processes"),
  /** Many tasks and timers, in a session. */
  GROWTH("growth", "Growth");

  private final String file;
  private final String type;

  Program(String file, String type) {
    this.file = file;
    this.type = type;
  }

  /** {@return the name of its file, without the ending, where files are named in lower case} */
  String file() {
    return file;
  }

  /**
   * {@return its options for a JVM}
   *
   * <p>A million stacks do not fit into the young generation of a heap that the JVM sizes itself:
   * its collections would be measured, and not the tasks.
   */
  List<String> heap() {
    return this == GROWTH ? List.of("-Xms5g", "-Xmx5g", "-Xmn3g") : List.of();
  }

  /** {@return the name of its class} */
  String type() {
    return type;
  }
}
