package dev.gonzo.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the target of a request means. */
class TargetTest {
  @ParameterizedTest
  @CsvSource({
    "/a%20b, /a b",
    "/a+b, /a+b",
    "/%41%2fb?x, /A/b",
    "/gr%C3%B6%C3%9Fe, /größe",
    "/%, /%",
    "/%4, /%4",
    "/%zz%41, /%zzA",
    "/%-1%+1, /%-1%+1",
    "/%ff/%c0%ae, /\uFFFD/\uFFFD\uFFFD",
    "*, *",
  })
  void a_path_is_decoded_as_far_as_it_can_be(String target, String path) {
    assertThat(new Target(target).path()).isEqualTo(path);
  }

  @Test
  void parameters_are_decoded_one_by_one() {
    var target = new Target("/?a=1&b=c+d%26e%3D&a=%zz&&c&=x&100%=y");
    assertThat(target.query("a")).containsExactly("1", "%zz");
    assertThat(target.query("b")).containsExactly("c d&e=");
    assertThat(target.query("c")).containsExactly("");
    assertThat(target.query("100%")).containsExactly("y");
    assertThat(target.query("none")).isEmpty();
    assertThat(new Target("/a?").query("a")).isEmpty();
  }
}
