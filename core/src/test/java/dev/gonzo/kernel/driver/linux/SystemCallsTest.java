package dev.gonzo.kernel.driver.linux;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SystemCallsTest {
  @ParameterizedTest
  @ValueSource(strings = {"amd64", "x86_64", "aarch64"})
  void they_work_on_linux_with_native_access(String processor) {
    assertThat(SystemCalls.whyUnavailable("Linux", processor, true, "ALL-UNNAMED")).isEmpty();
  }

  @Test
  void they_tell_why_they_do_not_work() {
    assertThat(SystemCalls.whyUnavailable("Mac OS X", "aarch64", true, "ALL-UNNAMED"))
        .hasValue("Linux system calls need Linux, and this is Mac OS X");
    assertThat(SystemCalls.whyUnavailable("Linux", "riscv64", true, "ALL-UNNAMED"))
        .hasValue("Linux system calls are known here for x86_64 and aarch64, and this is riscv64");
    assertThat(SystemCalls.whyUnavailable("Linux", "amd64", false, "ALL-UNNAMED"))
        .hasValue(
            "system calls need native access: start java with"
                + " --enable-native-access=ALL-UNNAMED");
  }

  @Test
  void they_work_here() {
    assertThat(SystemCalls.whyUnavailable()).isEmpty();
  }

  @Test
  void what_a_downcall_throws_comes_out_as_it_is() {
    var fault = new IndexOutOfBoundsException();
    assertThat(Downcalls.unexpected(fault)).isSameAs(fault);
    assertThat(Downcalls.unexpected(new Exception())).isInstanceOf(IllegalStateException.class);
  }
}
