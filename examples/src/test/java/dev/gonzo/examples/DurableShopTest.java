package dev.gonzo.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The shop with a journal places an order once, although it is killed and asked again. */
@Timeout(300)
@Tag("realTime")
class DurableShopTest {
  @TempDir Path directory;

  private final HttpClient client = HttpClient.newHttpClient();

  private HttpResponse<String> order(int port, String key, String order) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/orders"))
            .header("idempotency-key", key)
            .POST(BodyPublishers.ofString(order))
            .build();
    return client.send(request, BodyHandlers.ofString());
  }

  private Example shop() throws Exception {
    return Example.runWith(
        ShopTest.libraries(),
        "shop/Shop.java",
        "0",
        "jdbc:h2:file:" + directory.resolve("shop") + ";WRITE_DELAY=0",
        directory.resolve("journal").toString());
  }

  @Test
  void an_order_with_a_key_is_placed_once() throws Exception {
    String tea = "{\"product\": 1, \"count\": 2}";
    String placed;
    try (var shop = shop()) {
      int port = shop.port();
      HttpResponse<String> first = order(port, "a", tea);
      assertThat(first.statusCode()).as(first.body()).isEqualTo(201);
      placed = first.body();
      assertThat(order(port, "a", tea).body()).isEqualTo(placed);
      assertThat(order(port, "b", tea).body()).isNotEqualTo(placed);
      HttpResponse<String> other = order(port, "a", "{\"product\": 2, \"count\": 1}");
      assertThat(other.statusCode()).isEqualTo(422);
      assertThat(other.body()).contains("was started before, as order/1 with another argument");
      HttpResponse<String> tooMany = order(port, "c", "{\"product\": 1, \"count\": 99}");
      assertThat(tooMany.statusCode()).isEqualTo(409);
    }
    try (var shop = shop()) {
      int port = shop.port();
      assertThat(order(port, "a", tea).body()).isEqualTo(placed);
      var products =
          client.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/products/1"))
                  .build(),
              BodyHandlers.ofString());
      assertThat(products.body()).contains("\"stock\":16");
    }
  }
}
