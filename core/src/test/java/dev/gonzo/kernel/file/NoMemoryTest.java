package dev.gonzo.kernel.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.ChildJvm;
import dev.gonzo.Gonzo;
import dev.gonzo.file.AsyncFile;
import dev.gonzo.file.AsyncFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Operations on files when the JVM has no memory left outside its heap: they fail with a clear
 * exception.
 */
@Tag("realTime")
class NoMemoryTest {
  /** Allocates all such memory, and then uses a file. */
  static final class Program {
    private Program() {}

    public static void main(String[] arguments) throws Exception {
      Path path = Files.writeString(Files.createTempFile("no", "memory"), "contents");
      Path fresh = path.resolveSibling(path.getFileName() + ".new");
      try {
        Gonzo.run(() -> {
          var all = new ArrayList<ByteBuffer>();
          take(all, 1 << 16);
          take(all, 1 << 10);
          String failures = "";
          for (int round = 0; round < 2; round++) {
            failures = failure(path) + " / " + failureOfWrite(fresh);
          }
          System.out.println(failures);
          all.clear();
          while (!AsyncFiles.readString(path).equals("contents")) {}
          System.out.println("works again");
        });
      } finally {
        Files.deleteIfExists(path);
        Files.deleteIfExists(fresh);
      }
    }

    private static void take(List<ByteBuffer> all, int bytes) {
      try {
        while (true) {
          all.add(ByteBuffer.allocateDirect(bytes));
        }
      } catch (OutOfMemoryError full) {
        // as expected
      }
    }

    private static String failure(Path path) {
      try {
        return AsyncFiles.readString(path);
      } catch (IOException failure) {
        return failure.getMessage();
      } catch (OutOfMemoryError failure) {
        return failure.getMessage();
      }
    }

    private static String failureOfWrite(Path path) {
      try (var file = AsyncFile.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        file.writeAll("x".getBytes(StandardCharsets.UTF_8));
        return "none";
      } catch (IOException failure) {
        return failure.getMessage();
      } catch (OutOfMemoryError failure) {
        return failure.getMessage();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "uring", "nio"})
  void an_operation_without_memory_fails_and_others_go_on_later(String kernel) throws Exception {
    try (var program =
        ChildJvm.start(Program.class, "-XX:MaxDirectMemorySize=1m", "-Dgonzo.kernel=" + kernel)) {
      program.awaitLine("works again");
      assertThat(program.awaitEnd().status()).isZero();
    }
  }
}
