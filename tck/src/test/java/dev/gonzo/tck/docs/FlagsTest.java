package dev.gonzo.tck.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The flags of the JVM are in one file; what cannot read it, and is meant to show them, agrees with
 * it.
 */
class FlagsTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final String MARK = "add-opens java.base/java.lang";
  private static final String OF_THE_BRIDGE = "--add-opens java.base/java.net=ALL-UNNAMED";

  /** Where they have to be written again: what a user reads or copies, and tests of that. */
  private static final Set<String> MAY_NAME_THEM =
      Set.of(
          "README.md",
          "SECURITY.md",
          "jvm.flags",
          "docs/kernels.md",
          "docs/simulator.md",
          "docs/design.md",
          "docs/faq.md",
          "cli/src/main/resources/dev/gonzo/cli/project/jvm.flags",
          "examples/project/pom.xml", // a user's own
          "examples/project/check", // the other one of the module path
          "examples/src/test/java/dev/gonzo/examples/NewcomersTest.java",
          "examples/src/test/java/dev/gonzo/examples/WithoutFlagsTest.java",
          "core/src/main/java/dev/gonzo/carrier/MissingFlag.java",
          "core/src/test/java/dev/gonzo/carrier/CarrierChoiceTest.java",
          "junit/src/main/java/dev/gonzo/junit/MissingFlags.java",
          "docs/testing.md",
          "tck/src/test/java/dev/gonzo/tck/docs/FlagsTest.java");

  private static String flagsOf(String file) throws IOException {
    return Files.readAllLines(ROOT.resolve(file)).stream()
        .filter(line -> !line.startsWith("#"))
        .collect(Collectors.joining(" "));
  }

  @Test
  void pages_messages_and_new_projects_name_the_flags_of_the_file() throws IOException {
    String all = flagsOf("jvm.flags");
    assertThat(all).contains(MARK).endsWith(" " + OF_THE_BRIDGE);
    assertThat(flagsOf("cli/src/main/resources/dev/gonzo/cli/project/jvm.flags")).isEqualTo(all);
    String flags = all.replace(" " + OF_THE_BRIDGE, "");
    for (String page : Set.of("README.md", "docs/kernels.md", "docs/design.md")) {
      assertThat(Files.readString(ROOT.resolve(page))).as(page).contains(flags);
    }
    String message =
        Files.readString(ROOT.resolve("core/src/main/java/dev/gonzo/carrier/MissingFlag.java"));
    assertThat(message).contains(flags.replace("ALL-UNNAMED", "%s"));
  }

  @Test
  void the_flag_of_the_bridge_is_named_by_its_page_and_its_message() throws IOException {
    for (String page : Set.of("docs/bridge.md", "docs/kernels.md")) {
      assertThat(Files.readString(ROOT.resolve(page))).as(page).contains(OF_THE_BRIDGE);
    }
    String message =
        Files.readString(ROOT.resolve("bridge/src/main/java/dev/gonzo/bridge/JdkInternals.java"));
    assertThat(message).contains(OF_THE_BRIDGE.replace("ALL-UNNAMED", "\""));
  }

  @Test
  void no_other_file_names_them() throws IOException {
    var found = new TreeSet<String>();
    Files.walkFileTree(
        ROOT,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            String name = directory.getFileName().toString();
            boolean isSource =
                !name.equals("target") && (!name.startsWith(".") || name.equals(".ci"));
            return isSource || directory.equals(ROOT)
                ? FileVisitResult.CONTINUE
                : FileVisitResult.SKIP_SUBTREE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            String text = Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1);
            if (text.contains(MARK) || text.contains(MARK.replace(' ', '='))) {
              found.add(ROOT.relativize(file).toString().replace('\\', '/'));
            }
            return FileVisitResult.CONTINUE;
          }
        });
    assertThat(MAY_NAME_THEM).containsAll(found);
  }
}
