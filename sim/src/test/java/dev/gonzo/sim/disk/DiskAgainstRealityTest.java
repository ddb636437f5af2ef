package dev.gonzo.sim.disk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gonzo.Gonzo;
import dev.gonzo.file.Directories;
import dev.gonzo.kernel.Kernel;
import dev.gonzo.kernel.Kernels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random programs on a simulated disk and on a real one: equal answers and exceptions, word for
 * word. {@link RandomProgram} lists what is not compared, and why.
 */
@Tag("realTime")
class DiskAgainstRealityTest {
  private static final int PROGRAMS = Integer.getInteger("gonzo.sim.programs", 300);
  private static final int FIRST = Integer.getInteger("gonzo.sim.programs.first", 0);
  private static final int TRAPS = 60;

  @TempDir private Path directory = Path.of("");

  private Account account() throws IOException {
    String user = Files.getOwner(directory).getName();
    return user.equals("root") ? Account.root() : Account.of(user);
  }

  /** The directory of a program, deep enough that its links do not lead out of what is removed. */
  private Path root() {
    return directory.resolve("above/above/above/above/above/root");
  }

  @Test
  void random_programs_get_the_answers_of_a_real_kernel() throws Exception {
    Assumptions.assumeTrue(Kernels.whyUnavailable("epoll").isEmpty(), "needs Linux");
    List<List<String>> real = new ArrayList<>();
    Kernel kernel = Kernels.of("epoll");
    Gonzo.run(
        kernel,
        () -> {
          for (int i = 0; i < PROGRAMS; i++) {
            Path root = Directories.createDirectories(root());
            real.add(new RandomProgram(FIRST + i, root).run(TRAPS));
            Directories.deleteTree(directory.resolve("above"));
          }
        });
    List<String> differences = new ArrayList<>();
    for (int i = 0; i < PROGRAMS; i++) {
      Optional<String> difference = difference(real.get(i), simulated(FIRST + i));
      if (difference.isPresent()) {
        differences.add("program " + (FIRST + i) + "\n " + difference.get());
      }
    }
    assertThat(differences).isEmpty();
  }

  /** The first answer that differs: those that follow may differ for that reason. */
  private static Optional<String> difference(List<String> real, List<String> simulated) {
    for (int i = 0; i < TRAPS; i++) {
      if (!real.get(i).equals(simulated.get(i))) {
        List<String> before =
            real.subList(0, i).stream().filter(line -> !line.contains("Exception")).toList();
        return Optional.of(
            String.join("\n ", before)
                + "\n real      "
                + real.get(i)
                + "\n simulated "
                + simulated.get(i));
      }
    }
    return Optional.empty();
  }

  private List<String> simulated(long seed) throws Exception {
    Account account = account();
    var host = TestHost.inVirtualTime(seed, DiskSettings.plain(), account);
    Path root = root();
    host.disk.makeDirectories(root, account);
    return host.start(() -> new RandomProgram(seed, root).run(TRAPS)).end();
  }
}
