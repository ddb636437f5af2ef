package dev.gonzo.http;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.runInThread;
import static dev.gonzo.Gonzo.spawn;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.net.Handler;
import dev.gonzo.net.Listener;
import dev.gonzo.net.Socket;
import dev.gonzo.net.Tcp;
import java.io.IOException;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The listings of docs/protocols.md are one class, and its three drivers give the same answers. */
class ProtocolsPageTest {
  private static final Pattern LISTING = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  private static final String IMPORTS =
      """
      import static dev.gonzo.Gonzo.*;
      import static java.nio.charset.StandardCharsets.US_ASCII;
      import static org.junit.jupiter.api.Assertions.*;
      import dev.gonzo.*;
      import dev.gonzo.http.engine.*;
      import dev.gonzo.http.engine.http1.*;
      import dev.gonzo.net.*;
      import java.io.IOException;
      import java.net.SocketTimeoutException;
      import java.nio.ByteBuffer;
      import java.time.Duration;
      import java.util.Optional;
      """;

  private static final String REQUESTS =
      "GET /1 HTTP/1.1\r\nHost: a\r\n\r\nHEAD /2 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

  private static final String RESPONSES =
      "HTTP/1.1 200 OK\r\ncontent-length: 7\r\n\r\nGET /1\n"
          + "HTTP/1.1 200 OK\r\ncontent-length: 8\r\nconnection: close\r\n\r\n";

  @TempDir private Path directory;

  @Tag("realTime")
  @Test
  void one_engine_is_driven_three_ways() throws Exception {
    compile();
    try (var loader =
        new URLClassLoader(new URL[] {directory.toUri().toURL()}, getClass().getClassLoader())) {
      var made = loader.loadClass("Listings").getDeclaredConstructor();
      made.setAccessible(true);
      var drivers = (ProtocolDrivers) made.newInstance();
      drivers.byHand();
      assertThat(onThreads(drivers)).isEqualTo(RESPONSES);
      assertThat(onGonzo(drivers::onGonzo)).isEqualTo(RESPONSES);
    }
  }

  private static String onThreads(ProtocolDrivers drivers) throws Exception {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var failure = new Throwable[1];
      Thread thread =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  drivers.onThreads(server.accept());
                } catch (IOException | RuntimeException thrown) {
                  failure[0] = thrown;
                }
              });
      String answer = ask(server.getLocalPort());
      thread.join();
      assertThat(failure[0]).isNull();
      return answer;
    }
  }

  private static String onGonzo(Handler<Socket> handler) throws Exception {
    return run(() -> {
      try (Listener listener = Tcp.listen("127.0.0.1", 0)) {
        var server = spawn(() -> listener.serve(handler));
        int port = listener.localAddress().getPort();
        try {
          return runInThread(() -> ask(port));
        } finally {
          server.cancel();
        }
      }
    });
  }

  private static String ask(int port) throws IOException {
    try (var socket = new java.net.Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write(REQUESTS.getBytes(US_ASCII));
      return new String(socket.getInputStream().readNBytes(10_000), US_ASCII);
    }
  }

  private void compile() throws IOException {
    var source = new StringBuilder(IMPORTS);
    source.append("class Listings implements dev.gonzo.http.ProtocolDrivers {\n");
    List<String> listings =
        LISTING
            .matcher(Files.readString(Path.of("..", "docs", "protocols.md")))
            .results()
            .map(result -> result.group(1))
            .toList();
    assertThat(listings).hasSizeGreaterThanOrEqualTo(4);
    for (String listing : listings) {
      source.append(
          listing.startsWith("var ") ? "public void byHand() {\n" + listing + "}\n" : listing);
    }
    String all = source.append("}\n").toString().replace("\nvoid on", "\npublic void on");
    assertThat(complaints(all)).as(all).isEmpty();
  }

  private String complaints(String source) {
    var complaints = new StringWriter();
    var file =
        new SimpleJavaFileObject(
            URI.create("string:///Listings.java"), SimpleJavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
          }
        };
    boolean _ =
        ToolProvider.getSystemJavaCompiler()
            .getTask(
                complaints,
                null,
                null,
                List.of("-d", directory.toString(), "-proc:none"),
                null,
                List.of(file))
            .call();
    return complaints.toString();
  }
}
