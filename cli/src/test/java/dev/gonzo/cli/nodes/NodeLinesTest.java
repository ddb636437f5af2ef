package dev.gonzo.cli.nodes;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What becomes of the bytes that a node prints. */
class NodeLinesTest {
  private static String shown(byte[] printed) {
    var whole = new NodeLines("n | ", UTF_8);
    String lines = new String(whole.take(printed, printed.length), UTF_8);
    lines += new String(whole.rest(), UTF_8);
    var bytewise = new NodeLines("n | ", UTF_8);
    var parts = new StringBuilder();
    for (byte each : printed) {
      parts.append(new String(bytewise.take(new byte[] {each}, 1), UTF_8));
    }
    parts.append(new String(bytewise.rest(), UTF_8));
    assertThat(parts.toString()).isEqualTo(lines);
    return lines;
  }

  private static String shown(String printed) {
    return shown(printed.getBytes(UTF_8));
  }

  @Test
  void each_line_comes_after_the_name() {
    assertThat(shown("one\n\ntwo")).isEqualTo("n | one\nn | \nn | two\n");
    assertThat(shown("")).isEmpty();
  }

  @Test
  void a_carriage_return_ends_a_line_so_that_it_cannot_overwrite_the_name() {
    assertThat(shown("1 %\r2 %\r\nend\r")).isEqualTo("n | 1 %\nn | 2 %\nn | end\n");
  }

  @Test
  void control_characters_are_shown_as_text() {
    assertThat(shown("a\b\u007f\u001b[2K\u001b[1A\u001b]0;title\u0007\tb"))
        .isEqualTo("n | a\\x08\\x7f\\x1b[2K\\x1b[1A\\x1b]0;title\\x07\tb\n");
    assertThat(shown("\u001b")).isEqualTo("n | \\x1b\n");
    assertThat(shown("\u001b\u001b[31")).isEqualTo("n | \\x1b\\x1b[31\n");
    assertThat(shown("\u001b[" + "1".repeat(100) + "m"))
        .isEqualTo("n | \\x1b[" + "1".repeat(100) + "m\n");
  }

  @Test
  void the_second_half_of_control_characters_is_shown_as_text_too() {
    assertThat(shown("\u009b2K\u0085\u00a0\u00fc\u20ac"))
        .isEqualTo("n | \\x9b2K\\x85\u00a0\u00fc\u20ac\n");
    assertThat(shown("\u009b2K".getBytes(ISO_8859_1))).isEqualTo("n | \\x9b2K\n");
  }

  @Test
  void colours_pass_and_end_with_the_line() {
    assertThat(shown("\u001b[1;31mred\nplain\u001b[0m\n"))
        .isEqualTo("n | \u001b[1;31mred\u001b[0m\nn | plain\u001b[0m\u001b[0m\n");
  }

  @Test
  void a_line_without_end_is_cut_between_two_characters() {
    String line = "x" + "\u20ac".repeat(50_000);
    assertThat(shown(line).lines())
        .hasSizeGreaterThan(2)
        .allMatch(part -> part.startsWith("n | ") && part.length() < 70_000)
        .noneMatch(part -> part.contains("\ufffd"));
    assertThat(shown(line).replace("n | ", "").replace("\n", "")).isEqualTo(line);
  }
}
