package dev.gonzo.monitor.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is written can be read, and what is not JSON is refused. */
class JsonTest {
  @Test
  void any_text_comes_back_and_stays_in_one_line_of_harmless_characters() {
    var random = new Random(7);
    for (int round = 0; round < 2_000; round++) {
      var text = new StringBuilder();
      for (int i = random.nextInt(20); i > 0; i--) {
        text.append(
            (char) (random.nextInt(4) == 0 ? random.nextInt(0x10000) : random.nextInt(256)));
      }
      String json =
          new JsonWriter().beginObject().name("x").value(text.toString()).endObject().toString();
      assertThat(json.chars()).noneMatch(each -> Character.isISOControl(each) || each == 0x2028);
      String expected =
          new String(
              text.toString().getBytes(java.nio.charset.StandardCharsets.UTF_16BE),
              java.nio.charset.StandardCharsets.UTF_16BE);
      assertThat(JsonReader.object(json).text("x")).isEqualTo(expected);
    }
  }

  @Test
  void members_of_all_kinds_come_back() {
    var json =
        new JsonWriter().beginObject().name("list").beginArray().value(1).value(-2).endArray();
    json.name("is").value(true).name("objects").beginArray().beginObject().name("n").value(3);
    json.endObject().beginObject().endObject().endArray().name("texts").beginArray().value("a");
    JsonObject read = JsonReader.object(json.endArray().endObject() + " ");
    assertThat(read.numbers("list")).containsExactly(1L, -2L);
    assertThat(read.is("is")).isTrue();
    assertThat(read.is("not")).isFalse();
    assertThat(read.objects("objects")).hasSize(2);
    assertThat(read.objects("objects").getFirst().number("n", 0)).isEqualTo(3);
    assertThat(read.texts("texts")).isEqualTo(List.of("a"));
    assertThat(read.text("missing")).isEmpty();
    assertThat(read.has("is")).isTrue();
    assertThat(JsonReader.object("{\"x\": \"\\u00e9\\n\\t\\/\\b\\f\\r\"}").text("x"))
        .isEqualTo("é\n\t/\b\f\r");
  }

  @Test
  void what_is_not_one_object_is_refused() {
    for (String wrong :
        List.of(
            "",
            "1",
            "[]",
            "{",
            "{\"a\"}",
            "{\"a\":}",
            "{\"a\":1",
            "{\"a\":1}x",
            "{\"a\":tru}",
            "{\"a\":\"\\x\"}",
            "{\"a\":\"\\u00g0\"}",
            "{\"a\":\"\n\"}",
            "{\"a\":1.5}",
            "{\"a\":[1}",
            "{\"a\":99999999999999999999}",
            "{a:1}",
            "{\"a\":\"",
            "{\"a\":null}",
            "{\"a\":" + "[".repeat(17) + "]".repeat(17) + "}")) {
      assertThatThrownBy(() -> JsonReader.object(wrong))
          .as(wrong)
          .isInstanceOf(IllegalArgumentException.class);
    }
    JsonObject typed = JsonReader.object("{\"a\":[\"x\"],\"b\":1}");
    assertThatThrownBy(() -> typed.numbers("a")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> typed.text("b")).isInstanceOf(IllegalArgumentException.class);
  }
}
