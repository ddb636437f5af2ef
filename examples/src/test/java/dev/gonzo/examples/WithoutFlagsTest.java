package dev.gonzo.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The examples in a JVM without flags, {@code java -cp CORE Example.java}: on the baton carrier.
 */
@Tag("realTime")
class WithoutFlagsTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final String LINE =
      "gonzo: the package java.lang is not open to Gonzo, so the slower carrier, baton, is used;"
          + " the fast one needs --add-opens java.base/java.lang=ALL-UNNAMED"
          + " --enable-native-access=ALL-UNNAMED\n";

  @TempDir private Path directory;

  private Process start(String file, String... arguments) throws IOException {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Dgonzo.watchdog=0",
                "-cp",
                ROOT.resolve("core/target/classes").toString(),
                ROOT.resolve("examples").resolve(file).toString()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectError(directory.resolve("errors").toFile()).start();
  }

  private void saysTheLineAndEnds(Process process) throws Exception {
    assertThat(process.waitFor(60, SECONDS)).isTrue();
    assertThat(directory.resolve("errors")).hasContent(LINE);
    assertThat(process.exitValue()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Hello.java", "HelloByHand.java", "ProducerConsumer.java"})
  void one_that_ends_works_and_says_the_line(String file) throws Exception {
    var process = start(file);
    assertThat(process.inputReader(UTF_8).readAllAsString()).isNotBlank();
    saysTheLineAndEnds(process);
  }

  @Test
  void the_echo_server_and_its_client_talk() throws Exception {
    Process server = start("EchoServer.java", "0");
    try {
      String told = server.inputReader(UTF_8).readLine();
      assertThat(told).matches("listening on .*:\\d+");
      assertThat(Files.readString(directory.resolve("errors"))).isEqualTo(LINE);
      var client =
          start("EchoClient.java", "127.0.0.1", told.replaceFirst(".*:", ""), "one", "two");
      assertThat(client.inputReader(UTF_8).readAllAsString())
          .containsPattern("one  \\(\\d+ ms\\)\ntwo  \\(\\d+ ms\\)\n");
      saysTheLineAndEnds(client);
    } finally {
      server.destroyForcibly();
    }
  }
}
