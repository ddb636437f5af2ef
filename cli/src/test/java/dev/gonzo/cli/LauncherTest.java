package dev.gonzo.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code gonzo}, with a JDK that only shows how its java was called. */
@Tag("realTime")
@Timeout(300)
class LauncherTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  @TempDir Path jdk;

  @BeforeEach
  void create() throws IOException {
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"25\"\n");
    Files.createDirectory(jdk.resolve("bin"));
    executable("javac", "");
    executable(
        "java",
        """
        printf '%s\\n' "$2"
        { true 3<&0; } 2>/dev/null || echo 'no input'
        { true 3>&2; } || echo 'no errors'
        """);
  }

  private void executable(String name, String script) throws IOException {
    Path file = Files.writeString(jdk.resolve("bin").resolve(name), "#!/bin/sh\n" + script);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private String launch(String line) throws IOException, InterruptedException {
    var builder = new ProcessBuilder("sh", "-c", line).directory(ROOT.toFile());
    builder.environment().put("GONZO_JAVA_HOME", jdk.toString());
    builder.environment().put("GONZO_BUILD", "never");
    builder.environment().put("CDPATH", ROOT.toString());
    var process = builder.redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, process.waitFor(), output);
    return output;
  }

  @Test
  void the_launcher_finds_itself_whatever_cdpath_says() throws Exception {
    assertEquals("@" + ROOT + "/jvm.flags\n", launch("cli/../gonzo run Program.java"));
  }

  @Test
  void the_jvm_gets_a_standard_input_even_if_the_launcher_has_none() throws Exception {
    String flags = "@" + ROOT + "/jvm.flags\n";
    assertEquals(flags, launch("./gonzo run Program.java <&-"));
    assertEquals(flags, launch("./gonzo run Program.java 2>&-"));
    assertEquals("", launch("./gonzo run Program.java >&-"));
  }
}
