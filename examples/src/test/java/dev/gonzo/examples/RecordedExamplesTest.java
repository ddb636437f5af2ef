package dev.gonzo.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that were recorded under load are replayed, without their clients, and are equal. */
@Timeout(300)
@Tag("realTime")
class RecordedExamplesTest {
  private static final int GUESTS = 20;
  private static final int ORDERS = 40;

  @TempDir private Path directory;

  @Test
  void the_shop_is_replayed_with_all_its_orders() throws Exception {
    Path recording = directory.resolve("shop.recording");
    List<Class<?>> libraries = ShopTest.libraries();
    try (var shop = Example.record(libraries, "epoll", recording, "shop/Shop.java")) {
      order(shop.port());
      shop.terminate();
      assertThat(shop.rest()).contains("recorded in " + recording);
    }
    assertIsReplayed(libraries, recording);
  }

  private static void order(int port) {
    try (var client = HttpClient.newHttpClient()) {
      var request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/orders"))
              .POST(BodyPublishers.ofString("{\"product\": 1, \"count\": 1}"))
              .build();
      var responses = new ArrayList<CompletableFuture<HttpResponse<String>>>();
      for (int i = 0; i < ORDERS; i++) {
        responses.add(client.sendAsync(request, BodyHandlers.ofString()));
      }
      for (CompletableFuture<HttpResponse<String>> response : responses) {
        assertThat(response.join().statusCode()).isIn(201, 409);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "uring", "nio"})
  void the_chat_is_replayed_with_twenty_guests(String kernel) throws Exception {
    Path recording = directory.resolve("chat.recording");
    try (var chat = Example.record(List.of(), kernel, recording, "ChatServer.java")) {
      int port = chat.port();
      try (var threads = Executors.newFixedThreadPool(GUESTS)) {
        var guests = new ArrayList<Future<?>>();
        for (int i = 0; i < GUESTS; i++) {
          String name = "guest-" + i;
          guests.add(
              threads.submit(() -> {
                chat(port, name);
                return null;
              }));
        }
        for (Future<?> guest : guests) {
          guest.get();
        }
      }
      chat.terminate();
      assertThat(chat.rest()).contains("recorded in " + recording);
    }
    assertIsReplayed(List.of(), recording);
  }

  /** Says something ten times, and hears the others until the server has seen its end. */
  private static void chat(int port, String name) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port);
        var input = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8))) {
      socket.getOutputStream().write((name + "\n").getBytes(UTF_8));
      for (int i = 0; i < 10; i++) {
        socket.getOutputStream().write(("word " + i + "\n").getBytes(UTF_8));
      }
      socket.shutdownOutput();
      while (input.readLine() != null) {
        // The others are not awaited.
      }
    }
  }

  private static void assertIsReplayed(List<? extends Class<?>> libraries, Path recording)
      throws Exception {
    try (var replay = Example.replay(libraries, recording)) {
      String output = replay.rest();
      assertThat(output).containsPattern("(?m)^equal: [0-9]{3,} events$");
      assertThat(replay.exitStatus()).isZero();
    }
  }
}
