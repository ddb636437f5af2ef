package dev.gonzo.process;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gonzo.ChildJvm;
import dev.gonzo.Gonzo;
import dev.gonzo.file.AsyncFile;
import dev.gonzo.kernel.Kernels;
import dev.gonzo.net.Unix;
import dev.gonzo.trap.NativeText;
import dev.gonzo.trap.Redirection;
import dev.gonzo.trap.UnixAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bytes that are not valid text in the JVM's locale reach the system unchanged, or are refused. */
@Tag("realTime")
@Timeout(120)
class NativeBytesTest {
  private static final String SHOWN = "printf %s \"$1\" | od -An -tx1 -v | tr -d ' \\n'";

  /** Runs in another JVM; its argument is an empty directory. */
  static final class Bytes {
    private static final byte[] ODD = {'n', (byte) 0xe9, (byte) 0x80, (byte) 0xff};

    private Bytes() {}

    public static void main(String... arguments) throws Exception {
      var directory = Path.of(System.getProperty("directory"));
      String odd = NativeText.decode(ODD);
      Gonzo.<@Nullable Void, Exception>run(() -> {
        print("inherited", () -> shown(Command.of("sh", "-c", SHOWN.replace("$1", "$ODD"))));
        print(
            "copied",
            () ->
                shown(
                    Command.of("sh", "-c", SHOWN.replace("$1", "$ODD"))
                        .withEnvironment(System.getenv())));
        print("argument", () -> shown(Command.of("sh", "-c", SHOWN, "sh", odd)));
        print("text", () -> shown(Command.of("sh", "-c", SHOWN, "sh", "é")));
        print(
            "variable",
            () ->
                shown(
                    Command.of("sh", "-c", SHOWN.replace("$1", "$NEW"))
                        .withEnvironment("NEW", odd)));
        Path inside = NativeText.path(directory + "/" + odd);
        Files.createDirectory(inside);
        var here = "for i in *; do " + SHOWN.replace("$1", "$i") + "; done";
        Files.createFile(inside.resolve("file"));
        print("directory", () -> shown(Command.of("sh", "-c", here).withDirectory(inside)));
        Path file = NativeText.path(inside.resolve("x") + odd);
        print(
            "redirection",
            () -> {
              Path target = inside.resolve(NativeText.path(odd));
              var echo = Command.of("echo", "x").withOutput(new Redirection.ToFile(target, false));
              try (var process = echo.start()) {
                ExitStatus _ = process.await();
              }
              return Files.readString(target).strip();
            });
        print("file", () -> opened(inside.resolve(NativeText.path("f" + odd))));
        print("unix", () -> bound(directory, NativeText.path(directory + "/s" + odd)));
        return null;
      });
    }

    private interface Body {
      String call() throws Exception;
    }

    private static void print(String what, Body body) throws IOException {
      try {
        System.out.println(what + " " + body.call());
      } catch (IllegalArgumentException refused) {
        System.out.println(what + " refused");
      } catch (Exception failure) {
        System.out.println(what + " " + failure);
      }
    }

    private static String shown(Command command) throws IOException {
      try (var process = command.start()) {
        return process.communicate(new byte[0], 1_000).outputText();
      }
    }

    private static String opened(Path path) throws IOException {
      try (var file =
          AsyncFile.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        return Files.exists(path) ? "opened" : "elsewhere";
      }
    }

    private static String bound(Path directory, Path path) throws IOException {
      try (var _ = Unix.listen(UnixAddress.of(path).text())) {
        return Files.exists(path) ? "bound" : "elsewhere";
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "epoll, C",
    "epoll, C.UTF-8",
    "uring, C",
    "nio, C",
    "nio, C.UTF-8",
  })
  void bytes_in_are_bytes_out(String kernel, String locale, @TempDir Path directory)
      throws Exception {
    assumeTrue(Kernels.whyUnavailable(kernel).isEmpty(), kernel);
    var command =
        new ArrayList<>(
            List.of("sh", "-c", "ODD=$(printf 'caf\\351'); export ODD; exec \"$@\"", "sh"));
    command.addAll(
        ChildJvm.command(
            Bytes.class,
            "-Dgonzo.kernel=" + kernel,
            "-Ddirectory=" + directory,
            "-Dgonzo.watchdog=0"));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("LC_ALL", locale);
    var process = builder.start();
    List<String> lines = process.inputReader(UTF_8).readAllAsString().lines().toList();
    String odd = HexFormat.of().formatHex(Bytes.ODD);
    String inherited = HexFormat.of().formatHex("caf\u00e9".getBytes(ISO_8859_1));
    boolean isExact = !kernel.equals("nio");
    boolean passesText = isExact || locale.equals("C.UTF-8");
    assertThat(lines)
        .containsExactly(
            "inherited " + inherited,
            "copied " + inherited,
            "argument " + (isExact ? odd : "refused"),
            "text " + (passesText ? "c3a9" : "refused"),
            "variable " + (isExact ? odd : "refused"),
            "directory " + (isExact ? HexFormat.of().formatHex("file".getBytes(UTF_8)) : "refused"),
            "redirection " + (isExact ? "x" : "refused"),
            "file opened",
            "unix " + (passesText ? "bound" : "refused"));
  }
}
