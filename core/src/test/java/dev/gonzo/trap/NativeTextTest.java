package dev.gonzo.trap;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gonzo.trap.ProcessTrap.EnvironmentVariables;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Strings that stand for bytes. In the locale of the tests; {@code NativeBytesTest} tests others.
 */
class NativeTextTest {
  @Test
  void any_bytes_come_back_as_they_were() {
    var random = new Random(1);
    for (int i = 0; i < 2_000; i++) {
      var bytes = new byte[random.nextInt(40)];
      random.nextBytes(bytes);
      assertThat(NativeText.encode(NativeText.decode(bytes))).isEqualTo(bytes);
    }
    for (int one = 0; one < 256; one++) {
      byte[] bytes = {'a', (byte) one, 'b'};
      assertThat(NativeText.encode(NativeText.decode(bytes))).isEqualTo(bytes);
    }
  }

  @Test
  void text_is_what_it_is_and_a_byte_that_is_no_text_is_half_of_a_surrogate_pair() {
    assertThat(NativeText.decode("café 🦆 \ufffd".getBytes(UTF_8))).isEqualTo("café 🦆 \ufffd");
    assertThat(NativeText.encode("café 🦆 \ufffd")).isEqualTo("café 🦆 \ufffd".getBytes(UTF_8));
    byte[] latin = "caf\u00e9".getBytes(ISO_8859_1);
    assertThat(NativeText.decode(latin)).isEqualTo("caf\udce9");
    assertThat(NativeText.encode("caf\udce9")).isEqualTo(latin);
  }

  @Test
  void what_has_no_bytes_is_refused() {
    for (String text : new String[] {"\ud800", "a\udc00", "\udfff", "\ud83e", "\ud83ex"}) {
      assertThatThrownBy(() -> NativeText.encode(text))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("half a surrogate pair, which no encoding can represent")
          .hasMessageNotContaining("LC_ALL");
      assertThatThrownBy(() -> NativeText.check("an argument", text))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> NativeText.check("an argument", "a\0b"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("an argument contains the character 0");
    assertThat(NativeText.check("an argument", "caf\udce9 = ~")).isEqualTo("caf\udce9 = ~");
  }

  @Test
  void a_path_keeps_its_bytes_both_ways() {
    for (String text :
        new String[] {"/a/caf\udce9", "caf\udce9/b", "/", "", "a b?%c", "é", "../x"}) {
      Path path = NativeText.path(text);
      assertThat(NativeText.of(path)).isEqualTo(text);
      assertThat(NativeText.path(NativeText.of(path))).isEqualTo(path);
      assertThat(path.isAbsolute()).isEqualTo(text.startsWith("/"));
    }
  }

  @Test
  void a_unix_address_is_its_bytes() {
    byte[] odd = {'/', 'x', (byte) 0xe9};
    assertThat(UnixAddress.of(odd).bytes()).isEqualTo(odd);
    assertThat(UnixAddress.of(odd)).isEqualTo(UnixAddress.of(UnixAddress.of(odd).path()));
    assertThat(UnixAddress.of("/\udcc3\udca9")).isEqualTo(UnixAddress.of("/é"));
    byte[] name = {0, 'n', 0, (byte) 0xff};
    assertThat(UnixAddress.of(name).isAbstract()).isTrue();
    assertThat(UnixAddress.of(name).bytes()).isEqualTo(name);
    assertThatThrownBy(() -> UnixAddress.of("/a\0b")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void an_environment_is_ours_with_changes() {
    EnvironmentVariables changed =
        EnvironmentVariables.ours().with("A", "1").without("B").with("B", "2").without("A");
    assertThat(changed).isEqualTo(new EnvironmentVariables(true, Map.of("B", "2"), Set.of("A")));
    assertThatThrownBy(() -> EnvironmentVariables.ours().without("A=B"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
