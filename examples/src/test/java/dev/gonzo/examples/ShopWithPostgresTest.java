package dev.gonzo.examples;

import static dev.gonzo.examples.OtherPrograms.assumeHere;
import static dev.gonzo.examples.OtherPrograms.output;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gonzo.testing.Postgres;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The shop with a real PostgreSQL. */
@Timeout(300)
@Tag("realTime")
class ShopWithPostgresTest {
  @Test
  void orders_outlive_the_shop_and_it_says_when_the_database_is_gone() throws Exception {
    assumeHere("curl");
    Optional<Postgres> started = Postgres.start();
    assumeTrue(started.isPresent(), "there is no PostgreSQL: install the package postgresql");
    try (var postgres = started.get()) {
      try (var shop = shop(postgres)) {
        String place = "http://127.0.0.1:" + shop.port();
        String order = "{\"product\": 2, \"count\": 4}";
        assertThat(output("curl", "-sS", "-d", order, place + "/orders"))
            .isEqualTo("{\"id\":1,\"product\":2,\"count\":4}");
        shop.terminate();
        assertThat(shop.exitStatus()).isEqualTo(128 + 15);
      }
      try (var shop = shop(postgres)) {
        String place = "http://127.0.0.1:" + shop.port();
        assertThat(output("curl", "-sS", place + "/orders/1")).contains("\"count\":4");
        assertThat(output("curl", "-sS", place + "/products/2")).contains("\"stock\":6");
        postgres.stop();
        assertThat(output("curl", "-sS", "-i", place + "/health")).startsWith("HTTP/1.1 503 ");
        assertThat(output("curl", "-sS", "-i", place + "/products"))
            .startsWith("HTTP/1.1 503 ")
            .contains("retry-after: 1");
      }
    }
  }

  private static Example shop(Postgres postgres) throws Exception {
    return Example.runWith(ShopTest.libraries(), "shop/Shop.java", "0", postgres.url());
  }
}
