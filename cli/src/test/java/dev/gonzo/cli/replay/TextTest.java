package dev.gonzo.cli.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Text of a program on a terminal. */
class TextTest {
  @Test
  void what_controls_a_terminal_is_escaped() {
    assertEquals("a\\u001b[2J\\n\\t\\u202eb\\u009b", Text.line("a\u001b[2J\n\t\u202eb\u009b"));
    assertEquals("\"say \\\"hi\\\" \\\\\"", Text.quoted("say \"hi\" \\", 100));
  }

  @Test
  void a_long_text_is_cut_and_says_how_much_is_left_out() {
    assertEquals("abc... (7 more)", Text.line("abcdefghij", 3));
    assertEquals("abc", Text.line("abc", 3));
  }

  @Test
  void secrets_are_found_by_the_name_of_their_variable_and_by_their_text() {
    var hides = new Secrets(false);
    assertTrue(hides.isSecret("userPassword"));
    assertTrue(hides.isSecret("API_KEY"));
    assertFalse(hides.isSecret("amount"));
    assertFalse(hides.redact("Authorization: Bearer abcdefghijkl").contains("abcdefghijkl"));
    var shows = new Secrets(true);
    assertFalse(shows.isSecret("password"));
    assertEquals("password=x", shows.redact("password=x"));
  }
}
