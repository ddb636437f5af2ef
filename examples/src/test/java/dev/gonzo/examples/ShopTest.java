package dev.gonzo.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The shop sells what it has, refuses what it cannot do, and finishes what it has begun. */
@Timeout(300)
@Tag("realTime")
class ShopTest {
  private static final String CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n";
  private static final String ORDER = "{\"product\": 1, \"count\": 1}";

  private final HttpClient client = HttpClient.newHttpClient();
  private Example shop;
  private int port;

  /** A class of each jar, by name, because the test does not use them itself. */
  static List<Class<?>> libraries() throws ClassNotFoundException {
    var classes = new ArrayList<Class<?>>();
    for (String name :
        List.of(
            "com.fasterxml.jackson.annotation.JsonProperty",
            "com.fasterxml.jackson.core.JsonFactory",
            "com.fasterxml.jackson.databind.ObjectMapper",
            "com.zaxxer.hikari.HikariDataSource",
            "org.h2.Driver",
            "org.postgresql.Driver",
            "org.slf4j.LoggerFactory")) {
      classes.add(Class.forName(name));
    }
    return classes;
  }

  @BeforeEach
  void start() throws Exception {
    shop = Example.runWith(libraries(), "shop/Shop.java", "0");
    port = shop.port();
  }

  @AfterEach
  void stop() {
    shop.close();
    client.shutdownNow();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
  }

  private HttpResponse<String> get(String path) throws Exception {
    return client.send(request(path).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> order(String order) throws Exception {
    return client.send(
        request("/orders").POST(BodyPublishers.ofString(order)).build(), BodyHandlers.ofString());
  }

  @Test
  void orders_are_stored_and_wrong_ones_are_refused_as_json() throws Exception {
    HttpResponse<String> placed = order("{\"product\": 2, \"count\": 3}");
    assertThat(placed.statusCode()).isEqualTo(201);
    String place = placed.headers().firstValue("location").orElseThrow();
    assertThat(get(place).body()).isEqualTo(placed.body());
    assertThat(get("/products/2").body())
        .isEqualTo("{\"id\":2,\"name\":\"coffee\",\"cents\":620,\"stock\":7}");
    refuses(409, "there are not 8 of coffee", order("{\"product\": 2, \"count\": 8}"));
    refuses(404, "there is no product 3", order("{\"product\": 3, \"count\": 1}"));
    refuses(422, "order at least one", order("{\"product\": 2, \"count\": -1}"));
    refuses(400, "the body is not the JSON that this needs", order("{\"product\": "));
    refuses(404, "there is no order 99", get("/orders/99"));
    refuses(404, "there is nothing at this path", get("/nowhere"));
    refuses(405, "this path has other methods: OPTIONS, POST", get("/orders"));
    assertThat(get("/orders").headers().firstValue("allow")).hasValue("OPTIONS, POST");
    assertThat(get("/products/2").body()).contains("\"stock\":7");
  }

  private static void refuses(int status, String message, HttpResponse<String> response) {
    assertThat(response.body()).isEqualTo("{\"error\":\"" + message + "\"}");
    assertThat(response.statusCode()).isEqualTo(status);
  }

  @Test
  void no_more_is_sold_than_there_is() throws Exception {
    var answers = new ArrayList<CompletableFuture<HttpResponse<String>>>();
    for (int i = 0; i < 60; i++) {
      // The JDK's client asks for HTTP/2 by an upgrade, which the server does not follow.
      answers.add(
          client.sendAsync(
              request("/orders").POST(BodyPublishers.ofString(ORDER)).build(),
              BodyHandlers.ofString()));
    }
    var statuses = new ArrayList<Integer>();
    for (var answer : answers) {
      statuses.add(answer.get().statusCode());
    }
    assertThat(Collections.frequency(statuses, 201)).isEqualTo(20);
    assertThat(Collections.frequency(statuses, 409)).isEqualTo(40);
    assertThat(get("/products/1").body()).contains("\"stock\":0");
  }

  /** Sends an order without its body, and waits until the shop asks for that. */
  private Socket begin() throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), port);
    String head =
        """
        POST /orders HTTP/1.1\r
        Host: here\r
        Expect: 100-continue\r
        Content-Length: %d\r
        \r
        """;
    socket.getOutputStream().write(head.formatted(ORDER.length()).getBytes(UTF_8));
    byte[] asked = socket.getInputStream().readNBytes(CONTINUE.length());
    assertThat(new String(asked, UTF_8)).isEqualTo(CONTINUE);
    return socket;
  }

  @Test
  void more_requests_than_it_can_have_in_flight_are_refused_and_the_health_page_is_not()
      throws Exception {
    var inFlight = new ArrayList<Socket>();
    try {
      for (int i = 0; i < 100; i++) {
        inFlight.add(begin());
      }
      refuses(503, "too many requests are in flight", get("/products"));
      assertThat(get("/products").headers().firstValue("retry-after")).hasValue("1");
      assertThat(get("/health").statusCode()).isEqualTo(200);
      Socket first = inFlight.getFirst();
      first.getOutputStream().write(ORDER.getBytes(UTF_8));
      assertThat(new String(first.getInputStream().readNBytes(12), UTF_8))
          .isEqualTo("HTTP/1.1 201");
      while (get("/products").statusCode() == 503) {
        Thread.onSpinWait(); // the first is answered, and then its place becomes free
      }
    } finally {
      for (Socket socket : inFlight) {
        socket.close();
      }
    }
  }

  @Test
  void an_order_in_flight_is_finished_when_the_shop_is_to_end() throws Exception {
    try (var socket = begin()) {
      shop.terminate();
      Example.awaitRefused(port);
      socket.getOutputStream().write(ORDER.getBytes(UTF_8));
      assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8))
          .startsWith("HTTP/1.1 201 ")
          .endsWith("{\"id\":1,\"product\":1,\"count\":1}");
    }
    assertThat(shop.exitStatus()).isEqualTo(128 + 15);
  }
}
