package dev.gonzo.kernel.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.ChildJvm;
import dev.gonzo.kernel.Kernels;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The behaviour of a kernel when the system refuses a call because of limits, a sandbox or a fault.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
@Tag("realTime")
class RefusedCallsTest {
  /** Forbids system calls, given by number, and then executes a program. */
  private static final String SANDBOX =
      """
      import ctypes, os, struct, sys
      EPERM, ALLOW, ERRNO = 1, 0x7fff0000, 0x00050000
      numbers = [int(n) for n in sys.argv[1].split(',')]
      code = [struct.pack('HBBI', 0x20, 0, 0, 0)]
      for n in numbers:
        code += [struct.pack('HBBI', 0x15, 0, 1, n), struct.pack('HBBI', 0x06, 0, 0, ERRNO | EPERM)]
      code += [struct.pack('HBBI', 0x06, 0, 0, ALLOW)]
      filter = ctypes.create_string_buffer(b''.join(code))
      program = struct.pack('HxxxxxxP', len(code), ctypes.addressof(filter))
      libc = ctypes.CDLL(None, use_errno=True)
      if libc.prctl(38, 1, 0, 0, 0) or libc.prctl(22, 2, program, 0, 0): sys.exit(77)
      os.execvp(sys.argv[2], sys.argv[2:])
      """;

  private static final boolean X86 =
      List.of("amd64", "x86_64").contains(System.getProperty("os.arch"));
  private static final int IO_URING_ENTER = 426;
  private static final int IO_URING_REGISTER = 427;
  private static final int EVENTFD2 = X86 ? 290 : 19;

  private static List<String> sandbox(int... forbidden) {
    var numbers = new ArrayList<String>();
    for (int number : forbidden) {
      numbers.add(Integer.toString(number));
    }
    return List.of("python3", "-c", SANDBOX, String.join(",", numbers));
  }

  private static void assume(List<String> launcher) throws Exception {
    var command = new ArrayList<>(launcher);
    command.add("true");
    int status;
    try {
      status = new ProcessBuilder(command).start().waitFor();
    } catch (IOException missing) {
      status = -1;
    }
    Assumptions.assumeTrue(status == 0, launcher.getFirst() + " cannot be used like this here");
  }

  private static ChildJvm.Ended runBy(List<String> launcher, Class<?> program, String... flags)
      throws Exception {
    assume(launcher);
    try (var child = ChildJvm.startBy(launcher, program, flags)) {
      return child.awaitEnd();
    }
  }

  // ---------------------------------------------------------------- descriptors

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "uring", "nio", "guest"})
  void a_run_that_cannot_begin_for_want_of_descriptors_says_so_and_loses_none(String kernel)
      throws Exception {
    try (var child =
        ChildJvm.startWithDescriptors(
            120, WithoutDescriptors.class, "-Dgonzo.kernel=" + kernel, "-XX:-MaxFDLimit")) {
      ChildJvm.Ended ended = child.awaitEnd();
      assertThat(ended.out()).as(ended.err()).isEqualTo("done\n");
    }
  }

  // ---------------------------------------------------------------- probes

  @Test
  void a_ring_that_cannot_be_entered_is_none() throws Exception {
    Assumptions.assumeTrue(Kernels.whyUnavailable("uring").isEmpty(), "there is no io_uring here");
    for (int forbidden : new int[] {IO_URING_ENTER, IO_URING_REGISTER}) {
      var ended = runBy(sandbox(forbidden), WhatWorks.class);
      assertThat(ended.out()).as(ended.err()).contains("epoll works", "uring not: ", "seccomp");
      assertThat(ended.out()).contains("epoll ran");
    }
  }

  @Test
  void without_event_counters_no_kernel_is_said_to_work_that_does_not_run() throws Exception {
    var ended = runBy(sandbox(EVENTFD2), WhatWorks.class);
    assertThat(ended.out()).as(ended.err()).contains("epoll not: ", "uring not: ");
    assertThat(ended.out().contains("nio works")).isEqualTo(ended.out().contains("nio ran"));
  }

  // ---------------------------------------------------------------- locked memory

  @Test
  void under_a_small_limit_of_locked_memory_a_ring_is_smaller() throws Exception {
    Assumptions.assumeTrue(Kernels.whyUnavailable("uring").isEmpty(), "there is no io_uring here");
    var ended = runBy(limitedTo64KiB(), WhatWorks.class, "-Dgonzo.kernel=uring");
    assertThat(ended.out()).as(ended.err()).contains("uring works", "uring ran");
  }

  @Test
  void a_small_limit_of_locked_memory_suffices_for_one_ring_after_the_other() throws Exception {
    Assumptions.assumeTrue(Kernels.whyUnavailable("uring").isEmpty(), "there is no io_uring here");
    var ended = runBy(limitedTo64KiB(), RingAfterRing.class);
    assertThat(ended.out()).as(ended.err()).isEqualTo("ran\n");
  }

  /**
   * The limit counts the rings of all processes of a user, and some time after they were closed.
   * Root has no limit, so it starts the program as a user who has no other processes.
   */
  private static List<String> limitedTo64KiB() {
    if (!System.getProperty("user.name").equals("root")) {
      Assumptions.assumeFalse(userHasRings(), "other programs of the user have rings");
      return List.of("sh", "-c", "ulimit -l 64 && exec \"$@\"", "sh");
    }
    String user = Long.toString(1_000_000 + ProcessHandle.current().pid());
    return List.of(
        "sh",
        "-c",
        "ulimit -l 64 && exec setpriv --reuid="
            + user
            + " --regid="
            + user
            + " --clear-groups"
            + " --bounding-set=-ipc_lock --inh-caps=-all,+dac_read_search"
            + " --ambient-caps=-all,+dac_read_search \"$@\"",
        "sh");
  }

  private static boolean userHasRings() {
    return ProcessHandle.allProcesses()
        .anyMatch(process -> {
          File[] descriptors = new File("/proc/" + process.pid() + "/fd").listFiles();
          return descriptors != null && Stream.of(descriptors).anyMatch(RefusedCallsTest::isRing);
        });
  }

  private static boolean isRing(File descriptor) {
    try {
      return Files.readSymbolicLink(descriptor.toPath()).toString().contains("[io_uring]");
    } catch (IOException closed) {
      return false;
    }
  }

  // ---------------------------------------------------------------- faults

  private static List<String> injecting(String calls, String error, String when) {
    return List.of(
        "strace",
        "-f",
        "--seccomp-bpf",
        "-o",
        "/dev/null",
        "-e",
        "trace=" + calls,
        "-e",
        "inject=" + calls + ":error=" + error + ":when=" + when);
  }

  @ParameterizedTest
  @CsvSource({
    "epoll, ENOMEM",
    "epoll, EPERM",
    "epoll, ENOBUFS",
    "epoll, ECONNABORTED",
    "nio, ENOMEM",
    "nio, EPERM",
    "nio, EPROTO",
    "uring, ENOBUFS"
  })
  void an_accept_that_fails_once_ends_no_server(String kernel, String error) throws Exception {
    var ended =
        runBy(injecting("accept,accept4", error, "1"), ServesOne.class, "-Dgonzo.kernel=" + kernel);
    assertThat(ended.out()).as(ended.err()).isEqualTo("served\n");
  }

  @ParameterizedTest
  @CsvSource({
    "epoll, 'epoll_pwait,epoll_pwait2', EBADF, scheduler",
    "epoll, 'epoll_pwait,epoll_pwait2', ENOMEM, baton",
    "uring, io_uring_enter, EBADF, scheduler",
    "nio, 'epoll_wait,epoll_pwait', EINVAL, scheduler",
    "nio, 'epoll_wait,epoll_pwait', EINVAL, baton"
  })
  void when_a_wait_for_events_fails_the_tasks_clean_up_and_the_run_says_why(
      String kernel, String calls, String error, String carrier) throws Exception {
    Assumptions.assumeTrue(Kernels.whyUnavailable(kernel).isEmpty(), kernel);
    var ended =
        runBy(
            injecting(calls, error, "20+"),
            WaitsUntilItBreaks.class,
            "-Dgonzo.kernel=" + kernel,
            "-Dgonzo.carrier=" + carrier);
    assertThat(ended.out().lines())
        .as(ended.err())
        .containsExactlyInAnyOrder("accept cleaned up", "main cleaned up");
    assertThat(ended.err()).contains("the kernel broke");
    assertThat(ended.status()).isNotZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "uring", "nio"})
  void a_listen_that_is_refused_after_the_bind_leaves_no_file(String kernel) throws Exception {
    var ended =
        runBy(injecting("listen", "ENOBUFS", "1"), BindsTwice.class, "-Dgonzo.kernel=" + kernel);
    assertThat(ended.out())
        .as(ended.err())
        .isEqualTo("refused, file: false\nlistens, file: true\nended, file: false\n");
  }
}
