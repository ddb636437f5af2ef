package dev.gonzo.carrier;

import static dev.gonzo.Gonzo.run;
import static dev.gonzo.Gonzo.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.ChildJvm;
import dev.gonzo.kernel.Kernels;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which carrier a JVM uses, and what it prints about it. */
@Tag("realTime")
class CarrierChoiceTest {
  private static final String OPEN = "--add-opens=java.base/java.lang=ALL-UNNAMED";
  private static final String LINE =
      "gonzo: the package java.lang is not open to Gonzo, so the slower carrier, baton, is used;"
          + " the fast one needs --add-opens java.base/java.lang=ALL-UNNAMED"
          + " --enable-native-access=ALL-UNNAMED\n";

  /** Prints its carrier and kernel, twice. */
  static final class Program {
    public static void main(String[] arguments) {
      for (int i = 0; i < 2; i++) {
        String kernel = Kernels.of().name();
        run(() -> {
          sleep(Duration.ofMillis(1));
          System.out.println(Kernels.carrier() + " " + kernel);
        });
      }
    }
  }

  @Test
  void without_flags_it_is_the_baton_with_the_nio_driver_and_one_line_says_so() throws Exception {
    var ended = ChildJvm.runPlain(Program.class);
    assertThat(ended.err()).isEqualTo(LINE);
    assertThat(ended.out()).isEqualTo("baton nio\nbaton nio\n");
    assertThat(ended.status()).isZero();
  }

  @Test
  void with_the_flag_it_is_the_scheduler() throws Exception {
    var ended = ChildJvm.runPlain(Program.class, OPEN);
    assertThat(ended.err()).isEmpty();
    assertThat(ended.out()).startsWith("scheduler ");
  }

  @Test
  void on_a_jdk_without_the_private_constructor_it_is_the_baton_and_one_line_says_so(
      @TempDir Path directory) throws Exception {
    String patch = ChangedJdk.withoutTheConstructor(directory);
    var ended = ChildJvm.runPlain(Program.class, OPEN, "--enable-native-access=ALL-UNNAMED", patch);
    assertThat(ended.err())
        .matches(
            "gonzo: this JDK's virtual threads differ from those of JDK 25 \\(no such constructor: "
                + ".*VirtualThread.*\\), so the slower carrier, baton, is used; the fast one needs"
                + " JDK 25, or a newer version of Gonzo\n");
    assertThat(ended.out()).startsWith("baton ");
    assertThat(ended.status()).isZero();
  }

  @Test
  void the_scheduler_that_was_asked_for_on_such_a_jdk_is_an_error_that_names_no_flag(
      @TempDir Path directory) throws Exception {
    String patch = ChangedJdk.withoutTheConstructor(directory);
    var ended = ChildJvm.runPlain(Program.class, OPEN, patch, "-Dgonzo.carrier=scheduler");
    assertThat(ended.status()).isOne();
    assertThat(ended.err())
        .contains("Use JDK 25, or a newer version of Gonzo, or -Dgonzo.carrier=baton")
        .doesNotContain("--add-opens");
  }

  @Test
  void the_baton_that_was_asked_for_is_nothing_to_tell() throws Exception {
    var ended = ChildJvm.runPlain(Program.class, OPEN, "-Dgonzo.carrier=baton");
    assertThat(ended.err()).isEmpty();
    assertThat(ended.out()).startsWith("baton ");
  }

  @Test
  void the_scheduler_that_was_asked_for_and_cannot_be_had_is_an_error() throws Exception {
    var ended = ChildJvm.runPlain(Program.class, "-Dgonzo.carrier=scheduler");
    assertThat(ended.status()).isOne();
    assertThat(ended.err())
        .contains(
            "Gonzo cannot run coroutines in this JVM: the package java.lang is not open to Gonzo")
        .contains("--add-opens java.base/java.lang=ALL-UNNAMED")
        .contains("-Dgonzo.carrier=baton");
  }

  @Test
  void a_carrier_that_does_not_exist_is_an_error() throws Exception {
    var ended = ChildJvm.runPlain(Program.class, "-Dgonzo.carrier=pigeon");
    assertThat(ended.status()).isOne();
    assertThat(ended.err())
        .contains("there is no carrier called 'pigeon': choose scheduler or baton");
  }
}
