package dev.gonzo.sim;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Libraries that know nothing of Gonzo, in JVMs with the agent. */
@Tag("realTime")
class UnmodifiedLibrariesTest {
  private static final List<String> BRIDGE =
      List.of("--add-opens", "java.base/java.net=ALL-UNNAMED", "-Dhttp.keepAlive=false");

  @TempDir Path directory;

  private List<String> run(List<String> flags, String program, String argument) throws Exception {
    List<String> all = new ArrayList<>(BRIDGE);
    all.addAll(flags);
    all.add(OtherJvm.agent(directory));
    return OtherJvm.run(all, Class.forName("unmodified." + program), argument);
  }

  @Test
  void a_week_of_blocking_code_and_sockets_has_one_history_for_one_seed() throws Exception {
    List<String> lines = run(List.of(), "Blocking", "3");
    assertThat(lines).hasSize(6).allMatch(line -> line.endsWith(" 20 true"));
    for (int seed = 0; seed < 3; seed++) {
      assertThat(lines.get(2 * seed)).isEqualTo(lines.get(2 * seed + 1));
    }
    assertThat(lines.stream().distinct()).hasSize(3);
    assertThat(run(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"), "Blocking", "3"))
        .isEqualTo(lines);
  }

  @Test
  void https_with_the_jdks_own_tls_has_one_history_for_one_seed() throws Exception {
    Path keys = directory.resolve("keys.p12");
    makeKeys(keys);
    List<String> lines = run(List.of(), "Https", keys.toString());
    assertThat(lines).hasSize(4).allMatch(line -> line.endsWith(" [ok, ok, ok]"));
    assertThat(lines.get(1)).isEqualTo(lines.get(0));
    assertThat(lines.get(3)).isEqualTo(lines.get(2)).isNotEqualTo(lines.get(0));
    List<String> fast = List.of("-XX:+UseParallelGC", "-XX:TieredStopAtLevel=1");
    assertThat(run(fast, "Https", keys.toString())).isEqualTo(lines);
  }

  /** The clocks of a simulation begin in the year 2000, when this certificate is valid. */
  private static void makeKeys(Path file) throws Exception {
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-dname",
                "CN=server",
                "-ext",
                "san=dns:server",
                "-startdate",
                "1990/01/01",
                "-validity",
                "36500",
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                "changeit")
            .redirectErrorStream(true)
            .start();
    String said = new String(keytool.getInputStream().readAllBytes(), UTF_8);
    assertThat(keytool.waitFor()).as(said).isZero();
  }

  @Test
  void what_would_use_the_real_network_is_refused_by_name_with_its_place() throws Exception {
    List<String> lines = run(List.of(), "Leaving", "bridged");
    assertRefused(lines, "SocketChannel", "java.nio.channels.SocketChannel");
    assertRefused(lines, "Unix", "java.nio.channels.SocketChannel");
    assertRefused(lines, "ServerSocketChannel", "java.nio.channels.ServerSocketChannel");
    assertRefused(lines, "DatagramChannel", "java.nio.channels.DatagramChannel");
    assertRefused(lines, "DatagramSocket", "java.net.DatagramSocket");
    assertRefused(
        lines, "AsynchronousSocketChannel", "java.nio.channels.AsynchronousSocketChannel");
    assertRefused(
        lines,
        "AsynchronousServerSocketChannel",
        "java.nio.channels.AsynchronousServerSocketChannel");
    assertRefused(lines, "HttpClient", "java.net.http.HttpClient");
    assertRefused(lines, "thread", "the thread mine");
    assertRefused(lines, "Socket elsewhere", "java.net.Socket or ServerSocket");
    assertRefused(lines, "InetAddress elsewhere", "a look-up of java.net.InetAddress");
    assertThat(lines)
        .hasSize(14)
        .endsWith("Socket: went on", "getHostName: went on", "Cleaner: went on");
  }

  @Test
  void sockets_without_the_bridge_are_refused_with_the_advice_to_install_it() throws Exception {
    List<String> lines = run(List.of(), "Leaving", "unbridged");
    assertRefused(lines, "Socket", "java.net.Socket or ServerSocket");
    assertRefused(lines, "ServerSocket", "java.net.Socket or ServerSocket");
    assertRefused(lines, "InetAddress", "a look-up of java.net.InetAddress");
    assertThat(lines).hasSize(3).allMatch(line -> line.contains("Bridge.install()"));
  }

  private static void assertRefused(List<String> lines, String way, String what) {
    assertThat(lines)
        .filteredOn(line -> line.startsWith(way + ": "))
        .singleElement()
        .asString()
        .contains("leaves simulated time: " + what + ", ")
        .contains(" on main at unmodified.Leaving.")
        .contains("(Leaving.java:");
  }
}
