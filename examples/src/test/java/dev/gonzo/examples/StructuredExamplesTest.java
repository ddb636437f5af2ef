package dev.gonzo.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The examples of groups: races, limits and restarts. */
@Timeout(300)
@Tag("realTime")
class StructuredExamplesTest {
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();

  /** A port on which no program listens. */
  private static String refusing() throws IOException {
    try (var taken = new ServerSocket(0, 1, HERE)) {
      return "127.0.0.1:" + taken.getLocalPort();
    }
  }

  /**
   * An address that never answers: a listener that accepts no connections, and whose queue is full.
   */
  private static final class Silent implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 1, HERE);
    private final List<Socket> waiting = new ArrayList<>();

    Silent() throws IOException {
      for (boolean full = false; !full; ) {
        var socket = new Socket();
        waiting.add(socket);
        try {
          socket.connect(listener.getLocalSocketAddress(), 300);
        } catch (SocketTimeoutException silence) {
          full = true;
        }
      }
    }

    String address() {
      return "127.0.0.1:" + listener.getLocalPort();
    }

    @Override
    public void close() throws IOException {
      for (Socket socket : waiting) {
        socket.close();
      }
      listener.close();
    }
  }

  @Test
  void the_first_address_that_answers_wins_past_one_that_refuses_and_one_that_is_silent()
      throws Exception {
    try (var silent = new Silent();
        var answering = new ServerSocket(0, 1, HERE)) {
      String last = "127.0.0.1:" + answering.getLocalPort();
      try (var client = Example.run("HappyEyeballs.java", refusing(), silent.address(), last)) {
        assertThat(client.rest()).isEqualTo("connected to /" + last + "\n");
        assertThat(client.exitStatus()).isZero();
      }
    }
  }

  @Test
  void when_no_address_answers_the_reasons_are_told() throws Exception {
    try (var client = Example.run("HappyEyeballs.java", refusing(), refusing())) {
      assertThat(client.rest()).contains("connection refused").contains("Suppressed:");
      assertThat(client.exitStatus()).isEqualTo(1);
    }
  }

  @Test
  void a_crawl_finds_each_page_once_and_no_more_than_eight_at_a_time() throws Exception {
    var pages =
        Map.of(
            "/",
            "<a href=\"a.html\"><a href=\"/b.html\"><a href=\"http://elsewhere.test/\">"
                + "<a href=\"wide/\">",
            "/a.html",
            "<a href=\"/b.html\">",
            "/b.html",
            "<a href=\"/a.html\"><a href=\"missing.html\"><a href=\"http://[\">");
    var at = new AtomicInteger();
    var most = new AtomicInteger();
    var asked = new AtomicInteger();
    HttpServer site = HttpServer.create(new InetSocketAddress(HERE, 0), 0);
    site.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    site.createContext(
        "/",
        exchange -> {
          asked.incrementAndGet();
          most.accumulateAndGet(at.incrementAndGet(), Math::max);
          String path = exchange.getRequestURI().getPath();
          var wide = new StringBuilder();
          for (int i = 0; path.equals("/wide/") && i < 50; i++) {
            wide.append("<a href=\"").append(i).append("\">");
          }
          String page = path.startsWith("/wide/") ? wide.toString() : pages.get(path);
          byte[] body = (page == null ? "none" : page).getBytes(UTF_8);
          exchange.sendResponseHeaders(
              page == null ? 404 : 200, body.length == 0 ? -1 : body.length);
          exchange.getResponseBody().write(body);
          at.decrementAndGet();
          exchange.close();
        });
    site.start();
    String home = "http://127.0.0.1:" + site.getAddress().getPort() + "/";
    try (var crawler = Example.run("Crawler.java", home)) {
      List<String> found = crawler.rest().lines().toList();
      assertThat(found)
          .contains(home + "a.html  18 characters")
          .contains(home + "missing.html  failed: status 404")
          .contains(home + "b.html  has an invalid link: http://[")
          .contains(home + "wide/49  0 characters")
          .doesNotHaveDuplicates()
          .hasSize(5 + 50 + 1);
      assertThat(found.subList(1, found.size())).isSorted();
      assertThat(asked).hasValue(5 + 50);
      assertThat(most.get()).isBetween(1, 8);
    } finally {
      site.stop(0);
    }
  }

  @Test
  void the_crawler_reports_an_address_without_a_valid_host_or_port() throws Exception {
    for (String address : new String[] {"http://my_host/", "http://127.0.0.1:99999/"}) {
      try (var crawler = Example.run("Crawler.java", address)) {
        assertThat(crawler.rest()).contains(address + "  failed: ");
      }
    }
  }

  @Test
  void a_supervised_feed_is_begun_again_and_one_that_fails_too_often_is_given_up()
      throws Exception {
    try (var supervisor = Example.run("Supervisor.java")) {
      String told = supervisor.rest();
      assertThat(told.lines().filter(line -> line.startsWith("steady begins"))).hasSize(3);
      assertThat(told.lines().filter(line -> line.startsWith("broken begins"))).hasSize(4);
      assertThat(told)
          .contains("broken failed, and is restarted in PT0.04S")
          .containsSubsequence("steady is closed", "given up: broken broke off, number 4");
      assertThat(supervisor.exitStatus()).isZero();
    }
  }

  @Test
  void a_consumer_gets_all_that_a_producer_makes_in_order() throws Exception {
    try (var pair = Example.run("ProducerConsumer.java")) {
      List<String> told = pair.rest().lines().map(String::strip).toList();
      assertThat(told.stream().filter(line -> line.startsWith("produced")))
          .containsExactly("produced 1", "produced 2", "produced 3", "produced 4", "produced 5");
      assertThat(told.stream().filter(line -> line.startsWith("consumed")))
          .containsExactly("consumed 1", "consumed 2", "consumed 3", "consumed 4", "consumed 5");
      assertThat(pair.exitStatus()).isZero();
    }
  }
}
