package dev.gonzo.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gonzo.cli.CopiedClone.Printed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The launcher's AOT cache, with a JDK that only shows how its java was called. */
@Tag("realTime")
@Timeout(300)
class TrainingLauncherTest {
  private static final Map<String, String> NO_TRAINING = Map.of("GONZO_TRAIN", "never");

  @TempDir Path directory;
  private CopiedClone clone;
  private Path cache;

  @BeforeEach
  void create() throws IOException {
    Path jdk = Files.createDirectories(directory.resolve("jdk"));
    Files.createDirectory(jdk.resolve("bin"));
    Files.writeString(
        jdk.resolve("release"), "JAVA_VERSION=\"25\"\nJAVA_RUNTIME_VERSION=\"25+1\"\n");
    clone = CopiedClone.create(Files.createDirectory(directory.resolve("clone")), jdk);
    cache = clone.application().resolve("start-25+1.aot");
    executable("javac", "");
    java(
        """
        for argument; do
          case $argument in
            -XX:AOTCacheOutput=*) echo trained >"${argument#*=}" ;;
            *) printf '%s\\n' "${argument#"$PWD/"}" ;;
          esac
        done
        """);
  }

  private void java(String script) throws IOException {
    executable("java", script);
  }

  private void executable(String name, String script) throws IOException {
    Path file =
        Files.writeString(clone.javaHome().resolve("bin").resolve(name), "#!/bin/sh\n" + script);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private String options(Map<String, String> environment) throws Exception {
    var printed = clone.shell("./gonzo run Program.java", environment);
    assertEquals(0, printed.status(), printed.text());
    return String.join(" ", printed.text().lines().filter(line -> line.contains("aot")).toList());
  }

  private String options() throws Exception {
    return options(NO_TRAINING);
  }

  private void train() throws Exception {
    assertEquals(0, clone.shell("./gonzo train", NO_TRAINING).status());
  }

  private String added() {
    return "-XX:AOTCache=" + cache + " -Xlog:aot=off -Dgonzo.compiler.cache=" + ofCompiler(cache);
  }

  @Test
  void a_cache_is_added_once_it_was_trained_and_only_for_the_jars_and_the_jdk_of_its_training()
      throws Exception {
    assertEquals("", options());
    train();
    assertEquals(List.of(ofCompiler(cache), cache), caches());
    assertEquals("rw-r--r--", PosixFilePermissions.toString(Files.getPosixFilePermissions(cache)));
    assertEquals(added(), options());
    Files.setLastModifiedTime(cache, FileTime.fromMillis(0));
    assertEquals("", options());
    train();
    assertEquals(added(), options());
    Files.writeString(
        clone.javaHome().resolve("release"),
        "JAVA_VERSION=\"25\"\nJAVA_RUNTIME_VERSION=\"25+2\"\n");
    assertEquals("", options());
    train();
    Path ofOther = clone.application().resolve("start-25+2.aot");
    assertEquals(List.of(ofCompiler(ofOther), ofOther), caches());
  }

  /** The cache of the JVM that compiles programs, beside the one of the command. */
  private static Path ofCompiler(Path cache) {
    return cache.resolveSibling(cache.getFileName().toString().replace("start", "compile"));
  }

  private List<Path> caches() throws IOException {
    try (var all = Files.list(clone.application())) {
      return all.filter(path -> path.toString().endsWith(".aot")).sorted().toList();
    }
  }

  @Test
  void beside_options_with_which_the_jvm_would_not_start_there_is_no_cache() throws Exception {
    train();
    for (var option :
        List.of(
            "-XX:AOTCacheOutput=mine",
            "-XX:AOTMode=record",
            "-Xshare:off",
            "-XX:SharedArchiveFile=mine",
            "@mine")) {
      assertFalse(
          clone
              .shell(
                  "./gonzo run Program.java",
                  Map.of("GONZO_TRAIN", "never", "GONZO_JAVA_OPTS", option))
              .text()
              .contains("AOTCache=" + clone.root()),
          option);
    }
    assertEquals(
        added(), options(Map.of("GONZO_TRAIN", "never", "GONZO_JAVA_OPTS", "-XX:+UseSerialGC")));
  }

  @Test
  void the_class_path_has_the_jars_in_the_same_order_and_then_those_of_the_user() throws Exception {
    for (var name : List.of("b", "c", "a")) {
      Files.createFile(clone.application().resolve(name + ".jar"));
    }
    var printed =
        clone.shell(
            "./gonzo run Program.java",
            Map.of("GONZO_TRAIN", "never", "GONZO_CLASSPATH", "mine.jar"));
    var jars =
        printed.text().lines().filter(line -> line.contains(".jar")).findFirst().orElseThrow();
    assertEquals(
        "a.jar:b.jar:c.jar:gonzo-cli.jar:mine.jar", jars.replaceAll("[^:]*/application/", ""));
  }

  @Test
  void a_training_that_failed_is_not_repeated_before_the_next_build() throws Exception {
    java("case \"$*\" in *AOTCacheOutput*) exit 1 ;; esac");
    var printed = clone.shell("./gonzo train", NO_TRAINING);
    assertEquals(1, printed.status());
    assertTrue(printed.text().contains("gonzo-training.log"), printed.text());
    assertEquals(0, Files.size(cache));
    java("case \"$*\" in *Training*) echo again >trained ;; *) echo \"$@\" ;; esac");
    assertEquals("", options(Map.of()));
    assertFalse(Files.exists(clone.root().resolve("trained")));
  }

  @Test
  void a_cache_that_the_jvm_does_not_accept_is_not_kept() throws Exception {
    java(
        """
        case "$*" in
          *AOTCacheOutput*) for argument; do [ "${argument#-XX:AOTCacheOutput=}" = "$argument" ] || echo partly >"${argument#*=}"; done ;;
          *AOTMode=on*) exit 1 ;;
        esac
        """);
    assertEquals(1, clone.shell("./gonzo train", NO_TRAINING).status());
    assertEquals(0, Files.size(cache));
  }

  @Test
  void a_training_that_was_killed_is_followed_by_another_and_one_at_work_is_not() throws Exception {
    Path training = Files.createDirectory(clone.application().resolve("training"));
    Files.writeString(training.resolve("owner"), ProcessHandle.current().pid() + "\n");
    train();
    assertFalse(Files.exists(cache));
    var ended = new ProcessBuilder("true").start();
    ended.waitFor();
    Files.writeString(training.resolve("owner"), ended.pid() + "\n");
    train();
    assertEquals("trained\n", Files.readString(cache));
    assertFalse(Files.exists(training));
  }

  @Test
  void the_first_run_ends_before_the_training_which_holds_neither_its_outputs_nor_its_exit()
      throws Exception {
    java(
        """
        case "$*" in
          *AOTCacheOutput*) until [ -f go ]; do sleep 0.1; done; for argument; do [ "${argument#-XX:AOTCacheOutput=}" = "$argument" ] || echo trained >"${argument#*=}"; done ;;
          *AOTMode=on*) ;;
          *) echo ran ;;
        esac
        """);
    // The outputs of the first run are at their end here, while the training waits for a file.
    assertEquals(new Printed(0, "ran\n"), clone.shell("./gonzo run Program.java", Map.of()));
    assertFalse(Files.exists(cache));
    Files.createFile(clone.root().resolve("go"));
    while (!Files.exists(cache) || Files.exists(clone.application().resolve("training"))) {
      Thread.sleep(50);
    }
    assertEquals("trained\n", Files.readString(cache));
  }

  @Test
  void a_change_in_any_module_of_the_command_is_seen() throws IOException {
    var artifact = Pattern.compile("<artifactId>gonzo-([a-z-]+)</artifactId>");
    String pom = Files.readString(Path.of("pom.xml"));
    // The parent comes before the dependencies, and those of the tests after them.
    String dependencies =
        pom.substring(pom.indexOf("<dependencies>"), pom.indexOf("</dependencies>"));
    List<String> modules =
        artifact.matcher(dependencies).results().map(match -> match.group(1)).toList();
    assertFalse(modules.isEmpty());
    assertTrue(CopiedClone.modules().containsAll(modules), modules::toString);
  }
}
