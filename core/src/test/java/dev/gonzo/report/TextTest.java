package dev.gonzo.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextTest {
  @Test
  void an_object_whose_text_is_null_has_one() {
    Object silent =
        new Object() {
          @Override
          public String toString() {
            return null;
          }
        };
    assertThat(Text.of(silent)).isEqualTo("null");
  }

  @Test
  void one_whose_text_cannot_be_had_is_named_by_its_class() {
    Object broken =
        new Object() {
          @Override
          public String toString() {
            throw new IllegalStateException("broken");
          }
        };
    assertThat(Text.of(broken)).contains(TextTest.class.getName());
  }
}
