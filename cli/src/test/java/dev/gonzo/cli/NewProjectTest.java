package dev.gonzo.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gonzo.cli.GonzoProcess.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code gonzo new} writes and refuses; examples/project/check builds and runs a project. */
@Tag("realTime")
class NewProjectTest {
  @TempDir Path directory;

  private Ended gonzo(String... arguments) throws Exception {
    return new GonzoProcess(directory).gonzo(arguments);
  }

  private List<String> filesOf(String project) throws IOException {
    Path root = directory.resolve(project);
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> root.relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  private void refuses(int status, String sentence, String... arguments) throws Exception {
    assertEquals(new Ended(status, "", "gonzo: " + sentence + "\n"), gonzo(arguments));
  }

  @Test
  void a_project_has_a_program_a_test_and_the_flags_in_one_file() throws Exception {
    Ended ended = gonzo("new", "work/Chat-server");
    assertEquals(0, ended.status(), ended.err());
    assertTrue(ended.out().startsWith("Created work/Chat-server. Now:\n"), ended.out());
    assertTrue(ended.out().contains("  cd work/Chat-server\n"), ended.out());
    assertTrue(
        ended.out().endsWith("  java @jvm.flags -jar target/Chat-server.jar\n"), ended.out());
    assertEquals(
        List.of(
            ".gitignore",
            ".mvn/wrapper/maven-wrapper.properties",
            "README.md",
            "jvm.flags",
            "mvnw",
            "pom.xml",
            "src/main/java/chatserver/Main.java",
            "src/test/java/chatserver/MainTest.java"),
        filesOf("work/Chat-server"));
    Path project = directory.resolve("work/Chat-server");
    assertTrue(Files.isExecutable(project.resolve("mvnw")));
    for (String file : filesOf("work/Chat-server")) {
      String text = Files.readString(project.resolve(file));
      assertFalse(text.matches("(?s).*@(name|package|version)@.*"), file);
      assertEquals(
          file.equals("jvm.flags"), text.contains("--add-opens"), "the flags are in one file");
    }
    assertTrue(Files.readString(project.resolve("pom.xml")).contains("\"@${project.basedir}/"));
  }

  @Test
  void the_package_can_be_chosen() throws Exception {
    assertEquals(0, gonzo("new", "hello", "--package", "org.example.hello").status());
    Path main = directory.resolve("hello/src/main/java/org/example/hello/Main.java");
    assertTrue(Files.readString(main).startsWith("package org.example.hello;\n"));
  }

  @Test
  void an_empty_directory_and_one_with_only_a_repository_will_do() throws Exception {
    Files.createDirectory(directory.resolve("empty"));
    assertEquals(0, gonzo("new", "empty").status());
    Files.createDirectories(directory.resolve("versioned/.git"));
    assertEquals(0, gonzo("new", "versioned/").status());
  }

  @Test
  void what_is_there_is_left_alone() throws Exception {
    Files.createDirectory(directory.resolve("full"));
    Files.writeString(directory.resolve("full/mine"), "text");
    refuses(2, "full is not empty: choose another path, or an empty directory", "new", "full");
    assertEquals(List.of("mine"), filesOf("full"));
    Files.writeString(directory.resolve("file"), "text");
    refuses(2, "file exists already and is not a directory: choose another path", "new", "file");
    Files.createSymbolicLink(directory.resolve("link"), Path.of("nowhere"));
    refuses(2, "link exists already and is not a directory: choose another path", "new", "link");
    assertEquals(0, gonzo("new", "twice").status());
    refuses(2, "twice is not empty: choose another path, or an empty directory", "new", "twice");
  }

  @Test
  void names_that_would_not_do() throws Exception {
    for (String name : List.of("1st", "with space", "ümlaut", "a.b", "-", "/")) {
      Ended ended = gonzo("new", "--", name);
      assertEquals(2, ended.status(), name);
      assertTrue(ended.err().contains("cannot be the name of a project: begin it"), ended.err());
    }
    refuses(
        2,
        "'class' cannot be the name of a Java package: choose another, as in gonzo new class"
            + " --package org.example.program",
        "new",
        "class");
    refuses(
        2,
        "'org.1' cannot be the name of a Java package: choose another, as in gonzo new hello"
            + " --package org.example.hello",
        "new",
        "hello",
        "--package",
        "org.1");
    assertFalse(Files.exists(directory.resolve("class")));
  }

  @Test
  void a_place_where_nothing_can_be_written_is_named_and_nothing_is_left() throws Exception {
    Files.writeString(directory.resolve("file"), "text");
    refuses(
        1,
        "file/inside/hello cannot be created: there is a file at " + directory.resolve("file"),
        "new",
        "file/inside/hello");
  }

  @Test
  void help_and_a_missing_path() throws Exception {
    Ended help = gonzo("new", "--help");
    assertEquals(0, help.status());
    assertTrue(help.out().contains("gonzo new hello"), help.out());
    assertTrue(help.out().lines().allMatch(line -> line.length() <= 80), help.out());
    Ended missing = gonzo("new");
    assertEquals(2, missing.status());
    assertTrue(missing.err().contains("Try 'gonzo new --help'."), missing.err());
  }
}
