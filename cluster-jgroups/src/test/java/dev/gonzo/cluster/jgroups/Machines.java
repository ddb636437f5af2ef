package dev.gonzo.cluster.jgroups;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Three machines: network namespaces, each with an interface {@code eth0} and an address, that a
 * fourth one connects. What closes it removes all of them; what an earlier run has left, because it
 * was killed, is removed first.
 */
final class Machines implements AutoCloseable {
  static final List<String> NAMES = List.of("a", "b", "c");

  private static final String PREFIX = "gonzo-test-";
  private static final String PORT = "7800";

  private final Path directory;
  private final Path store;
  private final String prefix = PREFIX + ProcessHandle.current().pid() + "-";
  private final Map<String, Process> nodes = new LinkedHashMap<>();
  private final Thread atExit = new Thread(this::removeAll);
  private final List<Path> logs = new ArrayList<>();
  private Process link;

  /** How the machines are connected. */
  enum Wiring {
    /** By cables to a switch. */
    CABLES,
    /** By a program that gets each packet: {@link #disturb} says what it does with them. */
    PROGRAM
  }

  Machines(Path directory, Wiring wiring) throws Exception {
    this.directory = directory;
    this.store = Certificates.create(directory);
    removeForgotten();
    String refusal = refusalOf("ip", "netns", "add", namespace("hub"));
    assumeTrue(refusal.isEmpty(), () -> "this test needs root and network namespaces: " + refusal);
    Runtime.getRuntime().addShutdownHook(atExit);
    boolean wired = false;
    try {
      wire(wiring);
      wired = true;
    } finally {
      if (!wired) {
        close();
      }
    }
  }

  private void wire(Wiring wiring) throws Exception {
    if (wiring == Wiring.CABLES) {
      inside("hub", "link", "add", "switch", "type", "bridge");
      inside("hub", "link", "set", "switch", "up");
    }
    for (String name : NAMES) {
      command("ip", "netns", "add", namespace(name));
      inside(name, "link", "set", "lo", "up");
      if (wiring == Wiring.CABLES) {
        inside(
            "hub",
            "link",
            "add",
            "port-" + name,
            "type",
            "veth",
            "peer",
            "name",
            "eth0",
            "netns",
            namespace(name));
        inside("hub", "link", "set", "port-" + name, "master", "switch", "up");
      }
    }
    if (wiring == Wiring.PROGRAM) {
      startLink();
    }
    for (String name : NAMES) {
      inside(name, "addr", "add", address(name) + "/24", "dev", "eth0");
      inside(name, "link", "set", "eth0", "up");
    }
  }

  /** The program is a part of the test: there is no module of the system that delays packets. */
  private void startLink() throws Exception {
    Path script = directory.resolve("unreliable_link.py");
    try (var source = Machines.class.getResourceAsStream("unreliable_link.py")) {
      Files.write(script, source.readAllBytes());
    }
    var line = new ArrayList<>(List.of("ip", "netns", "exec", namespace("hub"), "python3"));
    line.add(script.toString());
    NAMES.forEach(name -> line.add(namespace(name)));
    link = new ProcessBuilder(line).redirectError(directory.resolve("link.txt").toFile()).start();
    String ready = link.inputReader().readLine();
    if (!"ready".equals(ready)) {
      throw new IOException(
          "the link does not begin: " + Files.readString(directory.resolve("link.txt")));
    }
  }

  static String address(String name) {
    return "10.97.0." + (NAMES.indexOf(name) + 1);
  }

  private String namespace(String name) {
    return prefix + name;
  }

  // ---------------------------------------------------------------- the network

  void unplug(String name) throws Exception {
    inside(name, "link", "set", "eth0", "down");
  }

  void plugIn(String name) throws Exception {
    inside(name, "link", "set", "eth0", "up");
  }

  /** One machine sends nothing to another any more, which still sends to it. */
  void silence(String from, String to) throws Exception {
    inside(from, "route", "add", "blackhole", address(to) + "/32");
  }

  void restore(String from, String to) throws Exception {
    inside(from, "route", "del", "blackhole", address(to) + "/32");
  }

  /**
   * Says what happens to packets from now on.
   *
   * @param lost how many of 1,000 are dropped
   * @param millis how long they take at most; each takes a time of its own, so that they overtake
   */
  void disturb(int lost, int millis) throws IOException {
    OutputStream control = link.getOutputStream();
    control.write((lost + " " + millis + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8));
    control.flush();
  }

  // ---------------------------------------------------------------- the nodes

  /** Starts a node on a machine. {@return its events} */
  NodeLog start(String name) throws IOException {
    Path out = directory.resolve(name + "-" + logs.size() + ".txt");
    var line = new ArrayList<>(List.of("ip", "netns", "exec", namespace(name)));
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("-Xmx128m", "-XX:TieredStopAtLevel=1"));
    line.add("@" + Path.of("..", "jvm.flags").toAbsolutePath());
    line.addAll(List.of("-cp", absolute(System.getProperty("java.class.path"))));
    line.addAll(List.of(NodeProgram.class.getName(), name, address(name), PORT, store.toString()));
    NAMES.forEach(each -> line.add(address(each)));
    var process =
        new ProcessBuilder(line)
            .redirectOutput(out.toFile())
            .redirectError(directory.resolve(name + "-" + logs.size() + ".err").toFile())
            .start();
    nodes.put(name, process);
    logs.add(out);
    return new NodeLog(name, out, process);
  }

  private static String absolute(String classPath) {
    var entries = new ArrayList<String>();
    for (String entry : classPath.split(File.pathSeparator, -1)) {
      entries.add(Path.of(entry).toAbsolutePath().toString());
    }
    return String.join(File.pathSeparator, entries);
  }

  void signal(String name, String signal) throws Exception {
    command("kill", "-" + signal, String.valueOf(nodes.get(name).pid()));
  }

  /** Ends the nodes in order: each finishes its calls and leaves. */
  void stop() throws Exception {
    for (Process node : nodes.values()) {
      node.getOutputStream().close();
    }
    for (Process node : nodes.values()) {
      if (!node.waitFor(2, TimeUnit.MINUTES)) {
        throw new AssertionError("a node does not end: see " + logs);
      }
    }
  }

  // ---------------------------------------------------------------- commands

  private void inside(String name, String... arguments) throws Exception {
    var line = new ArrayList<>(List.of("ip", "-n", namespace(name)));
    line.addAll(List.of(arguments));
    command(line.toArray(String[]::new));
  }

  private static void command(String... line) throws Exception {
    String refusal = refusalOf(line);
    if (!refusal.isEmpty()) {
      throw new IOException(String.join(" ", line) + ": " + refusal);
    }
  }

  private static String refusalOf(String... line) throws Exception {
    Process process;
    try {
      process = new ProcessBuilder(line).redirectErrorStream(true).start();
    } catch (IOException missing) {
      return String.valueOf(missing.getMessage());
    }
    String output = new String(process.getInputStream().readAllBytes());
    return process.waitFor() == 0 ? "" : output.strip() + " (" + process.exitValue() + ")";
  }

  private static void removeForgotten() throws IOException {
    Path all = Path.of("/run/netns");
    if (!Files.isDirectory(all)) {
      return;
    }
    try (var entries = Files.list(all)) {
      for (Path entry : entries.toList()) {
        String name = entry.getFileName().toString();
        if (name.startsWith(PREFIX)) {
          long owner = Long.parseLong(name.split("-", -1)[2]);
          if (ProcessHandle.of(owner).isEmpty()) {
            remove(name);
          }
        }
      }
    }
  }

  private static void remove(String namespace) {
    try {
      String _ = refusalOf("ip", "netns", "del", namespace);
    } catch (Exception interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void removeAll() {
    nodes.values().forEach(Process::destroyForcibly);
    if (link != null) {
      link.destroyForcibly();
    }
    NAMES.forEach(name -> remove(namespace(name)));
    remove(namespace("hub"));
  }

  @Override
  public void close() {
    removeAll();
    boolean _ = Runtime.getRuntime().removeShutdownHook(atExit);
  }
}
