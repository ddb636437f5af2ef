package dev.gonzo.sim.search;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FailureClassTest {
  private static String of(String message) {
    return FailureClass.of(new IllegalStateException(message)).name();
  }

  @Test
  void numbers_identities_and_quoted_values_do_not_matter() {
    assertThat(of("lost key 'a1' of node7 after 12.5 s"))
        .isEqualTo(of("lost key 'bb' of node8 after 3.75 s"));
    assertThat(of("got Foo@1f2e")).isEqualTo(of("got Foo@77ab01"));
    assertThat(of("history 0123456789abcdef")).isEqualTo(of("history 7123456789abcde0"));
  }

  @Test
  void only_the_first_line_of_the_message_matters() {
    assertThat(of("\nstuck:\n  main waits")).isEqualTo(of("stuck:\n  other waits"));
  }

  @Test
  void another_invariant_and_another_type_are_other_failures() {
    assertThat(of("two leaders")).isNotEqualTo(of("lost write"));
    assertThat(FailureClass.of(new AssertionError("two leaders")).name())
        .isNotEqualTo(of("two leaders"));
    assertThat(of("it's not here, it's there")).isNotEqualTo(of("it's not there, it's there"));
  }

  @Test
  void a_failure_without_a_message_is_its_type() {
    assertThat(FailureClass.of(new IllegalStateException()).name())
        .isEqualTo("java.lang.IllegalStateException");
  }

  @Test
  void a_message_that_cannot_be_read_is_left_out() {
    var unreadable =
        new RuntimeException() {
          private static final long serialVersionUID = 1;

          @Override
          public String getMessage() {
            throw new IllegalStateException();
          }
        };
    assertThat(FailureClass.of(unreadable).name()).isEqualTo(unreadable.getClass().getName());
  }
}
