package dev.gonzo.kernel.driver.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.kernel.driver.ErrorNumber;
import org.junit.jupiter.api.Test;

class RingRefusalTest {
  private static String reason(int errorNumber, String disabled) {
    return RingRefusal.of(errorNumber, disabled, "cannot set a ring up: so it is");
  }

  @Test
  // docs/edges.md: F21
  void each_reason_says_what_to_do_about_it() {
    assertThat(reason(ErrorNumber.ENOSYS, "")).contains("built without it");
    assertThat(reason(ErrorNumber.EINVAL, "0")).contains("too old").contains("5.19");
    assertThat(reason(ErrorNumber.EPERM, "0")).contains("seccomp");
    assertThat(reason(ErrorNumber.EPERM, "")).contains("seccomp");
    assertThat(reason(ErrorNumber.EPERM, "1")).contains("io_uring_group");
    assertThat(reason(ErrorNumber.EPERM, "2")).contains("it is disabled");
    assertThat(reason(ErrorNumber.ENOMEM, "0")).contains("ulimit -l");
    assertThat(reason(ErrorNumber.EMFILE, "0")).contains("ulimit -n");
    assertThat(reason(ErrorNumber.EBADF, "0")).endsWith("so it is");
  }
}
