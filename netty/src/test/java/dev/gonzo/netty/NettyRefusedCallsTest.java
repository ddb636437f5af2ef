package dev.gonzo.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A kernel of Netty's that is said to work here runs, also where a sandbox refuses system calls.
 */
@Timeout(300)
@Tag("realTime")
class NettyRefusedCallsTest {
  /** Forbids one system call, given by its number, to the program that it becomes. */
  private static final String SANDBOX =
      """
      import ctypes, os, struct, sys
      code = [struct.pack('HBBI', 0x20, 0, 0, 0),
              struct.pack('HBBI', 0x15, 0, 1, int(sys.argv[1])),
              struct.pack('HBBI', 0x06, 0, 0, 0x00050001),
              struct.pack('HBBI', 0x06, 0, 0, 0x7fff0000)]
      filter = ctypes.create_string_buffer(b''.join(code))
      program = struct.pack('HxxxxxxP', len(code), ctypes.addressof(filter))
      libc = ctypes.CDLL(None, use_errno=True)
      if libc.prctl(38, 1, 0, 0, 0) or libc.prctl(22, 2, program, 0, 0): sys.exit(77)
      os.execvp(sys.argv[2], sys.argv[2:])
      """;

  private static final boolean X86 =
      List.of("amd64", "x86_64").contains(System.getProperty("os.arch"));

  private static List<String> sandbox(int forbidden) {
    return List.of("python3", "-c", SANDBOX, Integer.toString(forbidden));
  }

  private static String output(List<String> launcher, List<String> program) throws Exception {
    var command = new ArrayList<>(launcher);
    command.addAll(program);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }

  private static String whatRuns(List<String> launcher) throws Exception {
    return output(
        launcher,
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "@" + Path.of("..", "jvm.flags").toAbsolutePath(),
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty("java.class.path"),
            WhatRuns.class.getName()));
  }

  @Test
  void all_that_are_said_to_work_run() throws Exception {
    assertThat(whatRuns(List.of())).contains("netty-nio ran").doesNotContain("did not run");
  }

  @ParameterizedTest
  @ValueSource(strings = {"eventfd2", "io_uring_enter", "io_uring_register", "epoll_create1"})
  void none_is_said_to_work_that_a_sandbox_keeps_from_running(String call) throws Exception {
    int number =
        switch (call) {
          case "eventfd2" -> X86 ? 290 : 19;
          case "io_uring_enter" -> 426;
          case "io_uring_register" -> 427;
          default -> X86 ? 291 : 20;
        };
    try {
      output(sandbox(number), List.of("true"));
    } catch (IOException | AssertionError refused) {
      assumeTrue(false, "programs cannot be put into a sandbox here");
    }
    assertThat(whatRuns(sandbox(number))).contains("netty-nio").doesNotContain("did not run");
  }
}
