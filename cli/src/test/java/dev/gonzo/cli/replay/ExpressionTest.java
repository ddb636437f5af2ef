package dev.gonzo.cli.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.gonzo.cli.replay.Expression.ElementStep;
import dev.gonzo.cli.replay.Expression.FieldStep;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What print and watch take. */
class ExpressionTest {
  @Test
  void fields_and_elements_follow_a_variable() throws Exception {
    assertEquals(
        new Expression(
            "order.items[2].price",
            "order",
            List.of(new FieldStep("items"), new ElementStep(2), new FieldStep("price"))),
        Expression.of(" order.items[2].price "));
    assertEquals(List.of(), Expression.of("this").steps());
    assertEquals(
        List.of(new FieldStep("b"), new ElementStep(0)), Expression.of("a . b [ 0 ]").steps());
  }

  @Test
  void the_last_name_is_that_of_the_last_field() throws Exception {
    assertEquals("password", Expression.of("user.password").lastName());
    assertEquals("passwords", Expression.of("passwords[3]").lastName());
  }

  @Test
  void what_the_steps_go_into_may_be_a_secret() throws Exception {
    assertEquals(List.of(), Expression.of("password").enclosing());
    assertEquals(List.of("user"), Expression.of("user.password").enclosing());
    assertEquals(List.of("user", "password"), Expression.of("user.password.value").enclosing());
    assertEquals(List.of("passwords"), Expression.of("passwords[3]").enclosing());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "3",
        "a.",
        "a..b",
        "a[",
        "a[]",
        "a[b]",
        "a[-1]",
        "a()",
        "a.b()",
        "a + b",
        "a b",
        "a[0]b",
        "a[9999999999]"
      })
  void anything_else_is_refused(String text) {
    assertThrows(CannotDoException.class, () -> Expression.of(text));
  }
}
