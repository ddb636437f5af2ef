package dev.gonzo.examples;

import static dev.gonzo.examples.OtherPrograms.assumeHere;
import static dev.gonzo.examples.OtherPrograms.output;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.sun.net.httpserver.HttpServer;
import dev.gonzo.DeadlockException;
import dev.gonzo.examples.OtherPrograms.SelfSigned;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.trap.UnsupportedTrapException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs each example on each kernel that works on this machine. The build runs this on both
 * carriers, on the baton with the kernels that it selects. The details of the examples' output are
 * tested elsewhere.
 */
@ParameterizedClass
@MethodSource("kernels")
@Timeout(300)
@Tag("realTime")
class EveryKernelTest {
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();

  @Parameter private String kernel;
  @TempDir private Path directory;

  static Stream<String> kernels() {
    String selected = System.getProperty("gonzo.test.kernels", "all");
    var names = List.of(selected.split(","));
    return Kernels.names().stream()
        .filter(name -> selected.equals("all") || names.contains(name))
        .filter(name -> !name.equals("sim")) // the peers of these tests are real
        .filter(name -> Kernels.whyUnavailable(name).isEmpty());
  }

  private Program start(String file, String... arguments) throws IOException {
    return Program.start(kernel, file, arguments);
  }

  private String outputOf(String file, String... arguments) throws Exception {
    try (var program = start(file, arguments)) {
      Program.Ended ended = program.end();
      assertThat(ended.failure()).isNull();
      return ended.said();
    }
  }

  /** The reply of a server to a client that sends a text, and then closes its output. */
  private static String answer(int port, String said) throws IOException {
    try (var socket = new Socket(HERE, port)) {
      socket.getOutputStream().write(said.getBytes(UTF_8));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }

  private static void assumeForeignBlocksHoldUpTheirTaskOnly() {
    assumeFalse(Kernels.carrier().equals("baton"), "on the baton such a call holds up its kernel");
  }

  @Test
  void every_example_is_here() throws IOException {
    // A window has its own loop, the lower rungs of the ladder do not use Gonzo, and Jetty's
    // example
    // is tried with Jetty's own shutdown.
    var elsewhere = Pattern.compile("SwingDownload|ladder/.*[1234]\\w*|libraries/WithJetty");
    var here =
        Stream.of(EveryKernelTest.class.getDeclaredMethods())
            .map(method -> method.getAnnotation(ValueSource.class))
            .filter(Objects::nonNull)
            .flatMap(source -> Stream.of(source.strings()))
            .map(file -> file.replace(".java", ""));
    try (var files = Files.walk(Path.of(""), 2)) {
      assertThat(here)
          .containsExactlyInAnyOrderElementsOf(
              files
                  .map(file -> file.toString().replace('\\', '/'))
                  .filter(file -> file.matches("((ladder|libraries)/)?\\w+\\.java"))
                  .map(file -> file.replace(".java", ""))
                  .filter(file -> !elsewhere.matcher(file).matches())
                  .toList());
    }
  }

  // ---------------------------------------------------------------- tasks

  @ParameterizedTest
  @ValueSource(strings = {"Hello.java", "HelloByHand.java"})
  void a_greeting(String file) throws Exception {
    assertThat(outputOf(file, "World")).contains("Hello World");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ProducerConsumer.java", "Supervisor.java"})
  void tasks_with_each_other(String file) throws Exception {
    assertThat(outputOf(file)).containsAnyOf("consumed 5", "given up: broken broke off");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "WithCallbacks.java",
        "WithCompletableFuture.java",
        "libraries/WithReactor.java",
        "libraries/WithRxJava.java"
      })
  void other_libraries(String file) throws Exception {
    assertThat(outputOf(file)).isNotBlank();
  }

  @ParameterizedTest
  @ValueSource(strings = {"WithHttpClient.java", "libraries/WithJdbc.java"})
  void other_libraries_that_block(String file) throws Exception {
    assumeForeignBlocksHoldUpTheirTaskOnly();
    assertThat(outputOf(file)).contains("in time").contains("false");
  }

  @ParameterizedTest
  @ValueSource(strings = {"DiningTable.java"})
  void a_deadlock(String file) throws Exception {
    try (var table = start(file)) {
      assertThat(table.end().failure())
          .isInstanceOf(DeadlockException.class)
          .hasMessageContaining("the cycle: philosopher 0 -> philosopher 1");
    }
  }

  // ---------------------------------------------------------------- sockets

  @ParameterizedTest
  @ValueSource(strings = {"EchoServer.java", "ladder/Echo5Coroutines.java"})
  void an_echo(String file) throws Exception {
    try (var server = start(file, "0")) {
      int port = server.port();
      String text = "a line that comes back\n".repeat(10_000);
      try (var silent = new Socket(HERE, port)) {
        for (String said : new String[] {"one\n", text}) {
          var socket = new Socket(HERE, port);
          try (socket) {
            var sender =
                Thread.startVirtualThread(() -> {
                  try {
                    socket.getOutputStream().write(said.getBytes(UTF_8));
                    socket.shutdownOutput();
                  } catch (IOException failure) {
                    throw new AssertionError(failure);
                  }
                });
            assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8)).isEqualTo(said);
            sender.join();
          }
        }
        server.close();
        assertThat(silent.getInputStream().read()).isEqualTo(-1);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"EchoPerCore.java"})
  void an_echo_on_many_cores(String file) throws Exception {
    try (var server = start(file, "2", "0")) {
      int port = server.port();
      for (int i = 0; i < 8; i++) {
        assertThat(answer(port, "echo\n")).isEqualTo("echo\n");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"EchoClient.java"})
  void a_client(String file) throws Exception {
    try (var listener = new ServerSocket(0, 1, HERE)) {
      var server =
          Thread.startVirtualThread(() -> {
            try (var client = listener.accept()) {
              client.getInputStream().transferTo(client.getOutputStream());
            } catch (IOException failure) {
              throw new AssertionError(failure);
            }
          });
      assertThat(outputOf(file, "127.0.0.1", "" + listener.getLocalPort(), "a", "bc"))
          .containsPattern("a  \\(\\d+ ms\\)\nbc  \\(\\d+ ms\\)\n");
      server.join();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"HappyEyeballs.java"})
  void the_first_of_several_addresses(String file) throws Exception {
    String refusing;
    try (var taken = new ServerSocket(0, 1, HERE)) {
      refusing = "127.0.0.1:" + taken.getLocalPort();
    }
    try (var listener = new ServerSocket(0, 1, HERE)) {
      String answering = "127.0.0.1:" + listener.getLocalPort();
      assertThat(outputOf(file, refusing, answering))
          .isEqualTo("connected to /" + answering + "\n");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"FibonacciServer.java"})
  void a_server_that_computes(String file) throws Exception {
    try (var server = start(file, "0")) {
      assertThat(answer(server.port(), "10\n20\n")).isEqualTo("55\n6765\n");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ChatServer.java"})
  void a_chat(String file) throws Exception {
    try (var server = start(file, "0");
        var ann = new Socket(HERE, server.port())) {
      ann.getOutputStream().write("ann\n".getBytes(UTF_8));
      var heard = new BufferedReader(new InputStreamReader(ann.getInputStream(), UTF_8));
      assertThat(heard.readLine()).isEqualTo("your name?");
      assertThat(answer(server.port(), "bob\nhello\n")).contains("your name?");
      assertThat(heard.lines().limit(3))
          .containsExactly("bob is here", "bob: hello", "bob is gone");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Crawler.java"})
  void a_crawl(String file) throws Exception {
    HttpServer site = HttpServer.create(new InetSocketAddress(HERE, 0), 0);
    site.createContext(
        "/",
        exchange -> {
          byte[] page = "<a href=\"a.html\"><a href=\"b.html\">".getBytes(UTF_8);
          exchange.sendResponseHeaders(200, page.length);
          exchange.getResponseBody().write(page);
          exchange.close();
        });
    site.start();
    try {
      String home = "http://127.0.0.1:" + site.getAddress().getPort() + "/";
      assertThat(outputOf(file, home).lines()).hasSize(3).anyMatch(line -> line.contains("b.html"));
    } finally {
      site.stop(0);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"HttpsServer.java"})
  void a_page_over_tls(String file) throws Exception {
    assumeHere("openssl", "curl");
    var own = SelfSigned.in(directory);
    try (var server = start(file, "0", own.certificate(), own.key())) {
      String place = "https://localhost:" + server.port() + "/page";
      assertThat(output("curl", "-sS", "--http1.1", "--cacert", own.certificate(), place))
          .isEqualTo("Hello by HTTP/1.1 over TLSv1.3.\nGET /page\n");
      assertThat(output("curl", "-sS", "--http2", "--cacert", own.certificate(), place))
          .isEqualTo("Hello by HTTP/2 over TLSv1.3.\nGET /page\n");
    }
  }

  private static String get(String path) {
    return "GET " + path + " HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n";
  }

  @ParameterizedTest
  @ValueSource(strings = {"libraries/JsonApi.java"})
  void notes_as_json(String file) throws Exception {
    try (var server = start(file, "0")) {
      String post =
          "POST /notes HTTP/1.1\r\nHost: here\r\nContent-Length: 15\r\n\r\n{\"text\": \"tea\"}";
      assertThat(answer(server.port(), post + get("/notes")))
          .contains("location: /notes/1\r\n")
          .endsWith("[{\"id\":1,\"text\":\"tea\"}]");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ReverseProxy.java"})
  void a_proxy(String file) throws Exception {
    HttpServer behind = HttpServer.create(new InetSocketAddress(HERE, 0), 0);
    behind.createContext(
        "/",
        exchange -> {
          byte[] body = exchange.getRequestURI().getPath().getBytes(UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    behind.start();
    try (var server = start(file, "0", "http://127.0.0.1:" + behind.getAddress().getPort())) {
      assertThat(answer(server.port(), get("/a/page")))
          .startsWith("HTTP/1.1 200 ")
          .endsWith("\r\n\r\n/a/page");
    } finally {
      behind.stop(0);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Ticker.java"})
  void a_stream_of_events(String file) throws Exception {
    try (var server = start(file, "0");
        var socket = new Socket(HERE, server.port())) {
      socket.getOutputStream().write(get("/prices").getBytes(UTF_8));
      var heard = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
      assertThat(heard.lines().filter(line -> line.startsWith("data: ")).limit(2))
          .allMatch(line -> line.matches("data: \\d+"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"WebChat.java"})
  void a_chat_over_web_sockets(String file) throws Exception {
    try (var server = start(file, "0")) {
      String chat = "ws://127.0.0.1:" + server.port() + "/chat?name=";
      try (var ann = new WebSocketGuest(chat + "ann")) {
        assertThat(ann.heard()).isEqualTo("ann is here");
        try (var bob = new WebSocketGuest(chat + "bob")) {
          bob.say("hello");
          assertThat(ann.heard()).isEqualTo("bob is here");
          assertThat(ann.heard()).isEqualTo("bob: hello");
        }
        assertThat(ann.heard()).isEqualTo("bob is gone");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"UdpEcho.java"})
  void datagrams(String file) throws Exception {
    if (kernel.startsWith("netty")) {
      isUnsupported(file, "0");
      return;
    }
    try (var server = start(file, "0");
        var socket = new DatagramSocket(0, HERE)) {
      byte[] text = "hello".getBytes(UTF_8);
      socket.setSoTimeout(10_000);
      socket.send(new DatagramPacket(text, text.length, HERE, server.port()));
      var reply = new DatagramPacket(new byte[10], 10);
      socket.receive(reply);
      assertThat(reply.getLength()).isEqualTo(text.length);
    }
  }

  private void isUnsupported(String file, String... arguments) throws Exception {
    try (var program = start(file, arguments)) {
      assertThat(program.end().failure()).isInstanceOf(UnsupportedTrapException.class);
    }
  }

  // ---------------------------------------------------------------- files and processes

  @ParameterizedTest
  @ValueSource(strings = {"FileServer.java"})
  void files_for_browsers(String file) throws Exception {
    String text = "some text\n".repeat(100_000);
    Files.writeString(directory.resolve("text"), text);
    try (var server = start(file, "0", directory.toString())) {
      assertThat(answer(server.port(), get("/text")))
          .startsWith("HTTP/1.1 200 ")
          .endsWith("\r\n\r\n" + text);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Backup.java"})
  void a_backup(String file) throws Exception {
    Path from = Files.createDirectories(directory.resolve("from/inside"));
    for (int i = 0; i < 20; i++) {
      Files.writeString(from.resolve("file " + i), "text".repeat(i * i * i));
    }
    Path to = directory.resolve("to");
    assertThat(outputOf(file, from.getParent().toString(), to.toString())).contains("20 files, ");
    assertThat(Files.mismatch(from.resolve("file 19"), to.resolve("inside/file 19"))).isEqualTo(-1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Subprocess.java"})
  void a_child_process(String file) throws Exception {
    if (kernel.startsWith("netty")) {
      isUnsupported(file);
      return;
    }
    assertThat(outputOf(file)).endsWith("sort -u | wc -l: 4\n");
  }
}
