package dev.gonzo.http.server;

import static dev.gonzo.Gonzo.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.http.message.HttpVersion;
import dev.gonzo.testing.VirtualTime;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouterTest {
  private static ExchangeHandler says(String text) {
    return exchange -> exchange.send(text);
  }

  /** Says the values of parameters. */
  private static ExchangeHandler values(String... names) {
    return exchange -> {
      var values = new StringBuilder();
      for (String name : names) {
        values.append(name).append('=').append(exchange.parameter(name)).append(';');
      }
      exchange.send(values.toString());
    };
  }

  private static Recorded ask(ExchangeHandler router, String method, String target)
      throws Exception {
    return ask(router, new Recorded(method, target));
  }

  private static Recorded ask(ExchangeHandler router, Recorded request) throws Exception {
    return run(VirtualTime.kernel(), () -> request.answeredBy(router));
  }

  private final Router router =
      Router.of()
          .get("/", says("home"))
          .get("/orders", says("orders"))
          .post("/orders", says("created"))
          .get("/orders/new", says("form"))
          .post("/orders/new/now", says("now"))
          .get("/orders/{id}", values("id"))
          .put("/orders/{number}/items/{item}", values("number", "item"))
          .delete("/orders/{id}", says("deleted"))
          .get("/orders/{id}/{rest...}", values("id", "rest"))
          .get("/größe", says("größe"))
          .get("/folder/", says("folder"));

  @ParameterizedTest
  @CsvSource({
    "GET, /, home",
    "GET, /?a=b, home",
    "GET, /orders, orders",
    "POST, /orders?x, created",
    "GET, /orders/new, form",
    "GET, /orders/17, id=17;",
    "GET, /orders/%31%37, id=17;",
    "GET, /orders/a%2Fb, id=a/b;",
    "GET, /orders/a+b, id=a+b;",
    "GET, /orders/new%2Fnow, id=new/now;",
    "DELETE, /orders/new, deleted",
    "PUT, /orders/1/items/2, number=1;item=2;",
    "GET, /orders/1/, id=1;rest=;",
    "GET, /orders/1/items/2, id=1;rest=items/2;",
    "GET, /orders/1/items//2, id=1;rest=items//2;",
    "GET, /orders/new/now, id=new;rest=now;",
    "GET, /gr%C3%B6%C3%9Fe, größe",
    "GET, /folder/, folder",
  })
  void the_most_specific_route_answers(String method, String target, String answer)
      throws Exception {
    Recorded recorded = ask(router, method, target);
    assertThat(recorded.text()).isEqualTo(answer);
    assertThat(recorded.status).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/other", "/orders2", "/ORDERS", "//", "//orders", "/orders//", "/%2Forders"})
  void another_path_is_not_found(String target) throws Exception {
    assertThat(ask(router, "GET", target).status).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/orders/..",
        "/orders/%2e%2E",
        "/orders/.%2e/x",
        "/orders/.",
        "/orders/1/../../etc",
        "/orders/1/%2e%2e/etc",
        "/orders/%00",
        "/orders/%",
        "/orders/%4",
        "/orders/%zz",
        "/orders/%ff",
        "/orders/%c0%ae%c0%ae",
        "/orders/1/a%2f..%2fb",
      })
  void a_path_that_is_about_to_cheat_is_refused(String target) throws Exception {
    assertThat(ask(router, "GET", target).status).isEqualTo(400);
  }

  @Test
  void another_method_is_refused_with_the_methods_there_are() throws Exception {
    Recorded recorded = ask(router, "PATCH", "/orders/17");
    assertThat(recorded.status).isEqualTo(405);
    assertThat(recorded.field("allow")).isEqualTo("DELETE, GET, HEAD, OPTIONS");
    assertThat(ask(router, "GET", "/orders/1/items/2/3").status).isEqualTo(200);
    assertThat(ask(router, "DELETE", "/orders").field("allow"))
        .isEqualTo("GET, HEAD, OPTIONS, POST");
  }

  @Test
  void options_are_answered() throws Exception {
    Recorded recorded = ask(router, "OPTIONS", "/orders");
    assertThat(recorded.status).isEqualTo(204);
    assertThat(recorded.field("allow")).isEqualTo("GET, HEAD, OPTIONS, POST");
    assertThat(ask(router, "OPTIONS", "*").status).isEqualTo(204);
    assertThat(ask(router, "OPTIONS", "/nowhere").status).isEqualTo(404);
  }

  @Test
  void a_head_is_answered_by_the_route_of_get() throws Exception {
    Recorded recorded = ask(router, "HEAD", "/orders");
    assertThat(recorded.status).isEqualTo(200);
    assertThat(recorded.length).hasValue(6);
    assertThat(recorded.text()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "/orders/, /orders",
    "/orders/new/?a=b, /orders/new?a=b",
    "/folder, /folder/",
    "/gr%C3%B6%C3%9Fe/, /gr%C3%B6%C3%9Fe",
  })
  void a_slash_too_much_or_too_few_is_redirected(String target, String location) throws Exception {
    Recorded recorded =
        ask(
            Router.of()
                .get("/orders", says(""))
                .get("/orders/new", says(""))
                .get("/folder/", says(""))
                .get("/größe", says("")),
            "GET",
            target);
    assertThat(recorded.status).isEqualTo(308);
    assertThat(recorded.field("location")).isEqualTo(location);
  }

  @ParameterizedTest
  @ValueSource(strings = {"//evil.example/", "/%2Fevil.example/", "/\\evil.example/", "//evil/%2e"})
  void a_redirect_never_leads_to_another_host(String target) throws Exception {
    Recorded recorded = ask(Router.of().get("/{any}", says("")), "GET", target);
    if (recorded.status == 308) {
      assertThat(recorded.field("location")).startsWith("/%");
    } else {
      assertThat(recorded.status).isBetween(400, 404);
    }
  }

  @Test
  void a_router_can_be_below_another() throws Exception {
    var inner =
        Router.of().get("/", says("inner")).get("/things/{thing}", values("tenant", "thing"));
    var outer = Router.of().mount("/{tenant}/admin", inner).get("/x/admin/special", says("own"));
    assertThat(ask(outer, "GET", "/acme/admin/things/1").text()).isEqualTo("tenant=acme;thing=1;");
    assertThat(ask(outer, "GET", "/acme/admin").text()).isEqualTo("inner");
    assertThat(ask(outer, "GET", "/acme/admin/").text()).isEqualTo("inner");
    assertThat(ask(outer, "GET", "/x/admin/special").text()).isEqualTo("own");
    assertThat(ask(outer, "POST", "/acme/admin/things/1").status).isEqualTo(405);
    assertThat(ask(outer, "GET", "/acme/admin/none").status).isEqualTo(404);
    assertThat(ask(outer, "GET", "/acme/administrator").status).isEqualTo(404);
    assertThat(ask(outer, "GET", "/acme/admin/things/1/").field("location"))
        .isEqualTo("/acme/admin/things/1");
    assertThat(ask(Router.of().mount("/", inner), "GET", "/").text()).isEqualTo("inner");
  }

  @Test
  void filters_are_around_everything() throws Exception {
    var filtered =
        Router.of()
            .with((exchange, next) -> {
              exchange.header("x-first", "1");
              next.handle(exchange);
            })
            .get("/a", says("a"))
            .with((exchange, next) -> {
              if (exchange.headers().has("authorization")) {
                next.handle(exchange);
              } else {
                throw new StatusException(401, "log in");
              }
            });
    assertThat(ask(filtered, "GET", "/a").status).isEqualTo(401);
    assertThat(ask(filtered, "GET", "/none").status).isEqualTo(401);
    Recorded known = ask(filtered, new Recorded("GET", "/a", "authorization", "yes"));
    assertThat(known.text()).isEqualTo("a");
    assertThat(known.field("x-first")).isEqualTo("1");
  }

  @Test
  void a_page_of_its_own_for_what_is_not_found() throws Exception {
    var own = Router.of().get("/a", says("a")).otherwise(e -> e.send(404, "our page"));
    assertThat(ask(own, "GET", "/b").text()).isEqualTo("our page");
    assertThat(ask(own, "POST", "/a").status).isEqualTo(405);
  }

  @Test
  void an_extended_connect_finds_the_route_of_get() throws Exception {
    var request = new Recorded("CONNECT", "/orders/5");
    request.version = HttpVersion.HTTP_2;
    request.protocol = Optional.of("websocket");
    assertThat(ask(router, request).text()).isEqualTo("id=5;");
    assertThat(ask(router, new Recorded("CONNECT", "/orders/5")).status).isEqualTo(405);
  }

  @ParameterizedTest
  @CsvSource({
    "/orders/{id}, /orders/{number}",
    "/a, /a",
    "/a/{x...}, /a/{y...}",
    "/{x}/b/{y}, /{y}/b/{x}",
  })
  void routes_that_match_the_same_are_refused(String one, String other) {
    Router first = Router.of().get(one, says("")).post(other, says(""));
    assertThatThrownBy(() -> first.get(other, says("")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(one)
        .hasMessageContaining(other);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "orders",
        "/a//b",
        "/{}",
        "/{a}/{a}",
        "/{a...}/b",
        "/x{a}",
        "/{a",
        "/..",
        "/a/./b"
      })
  void a_wrong_pattern_is_refused(String pattern) {
    assertThatThrownBy(() -> Router.of().get(pattern, says("")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void routes_cannot_be_added_while_it_serves() throws Exception {
    ask(router, "GET", "/");
    assertThatThrownBy(() -> router.get("/later", says("")))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void a_parameter_that_the_route_does_not_have_is_an_error() throws Exception {
    assertThatThrownBy(() -> ask(Router.of().get("/{a}", values("b")), "GET", "/1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[a]");
  }
}
