package dev.gonzo.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import javax.lang.model.SourceVersion;

/**
 * A new Maven project that uses Gonzo. Its files are resources, in which {@code @name@},
 * {@code @package@} and {@code @version@} are replaced.
 *
 * @param directory the directory to write it to
 * @param name the name of the project, its artifact and its jar
 * @param packageName the Java package of the program, and the Maven group
 * @param version the version of Gonzo
 */
record NewProject(Path directory, String name, String packageName, String version) {
  private static final String VERSION_CONTROL = ".git";

  /**
   * {@return a project for a path that a user typed}
   *
   * @throws Refusal if there is already something at the path, or a name is not valid
   */
  static NewProject named(Path path, Optional<String> packageName, String version) throws Refusal {
    Path last = path.toAbsolutePath().normalize().getFileName();
    String name = last == null ? "" : last.toString();
    if (!name.matches("[A-Za-z][A-Za-z0-9_-]*")) {
      throw refused(
          ("'%s' cannot be the name of a project: begin it with a letter from A to Z, and use only"
                  + " such letters, digits, - and _")
              .formatted(name));
    }
    String derived = name.toLowerCase(Locale.ROOT).replaceAll("[_-]", "");
    String chosen = packageName.orElse(derived);
    if (!SourceVersion.isName(chosen) || chosen.matches("java(\\..*)?")) {
      throw refused(
          ("'%s' cannot be the name of a Java package: choose another, as in gonzo new %s --package"
                  + " org.example.%s")
              .formatted(chosen, path, SourceVersion.isName(derived) ? derived : "program"));
    }
    refuseWhatIsThere(path);
    return new NewProject(path, name, chosen, version);
  }

  private static void refuseWhatIsThere(Path path) throws Refusal {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!Files.isDirectory(path)) {
      throw refused(
          "%s exists already and is not a directory: choose another path".formatted(path));
    }
    try (Stream<Path> entries = Files.list(path)) {
      // A directory with only a new repository counts as empty.
      if (entries.anyMatch(entry -> !entry.endsWith(VERSION_CONTROL))) {
        throw refused(
            "%s is not empty: choose another path, or an empty directory".formatted(path));
      }
    } catch (IOException failure) {
      throw refused("%s cannot be read: %s".formatted(path, why(failure)));
    }
  }

  private static Refusal refused(String sentence) {
    return new Refusal(Refusal.USAGE, sentence);
  }

  /**
   * Writes the project. If that fails, removes the files that were written.
   *
   * @throws Refusal if the system does not permit it
   */
  void write() throws Refusal {
    Deque<Path> written = new ArrayDeque<>();
    try {
      makeDirectories(directory.toAbsolutePath(), written);
      for (var file : files().entrySet()) {
        Path target = directory.toAbsolutePath().resolve(file.getKey());
        makeDirectories(Objects.requireNonNull(target.getParent()), written);
        written.push(target);
        Files.writeString(target, text(file.getValue()));
      }
      makeExecutable(directory.resolve("mvnw"));
    } catch (IOException failure) {
      takeAway(written);
      throw new Refusal(
          Refusal.FAILURE, "%s cannot be created: %s".formatted(directory, why(failure)));
    }
  }

  /** The path of each file, with the resource that it comes from. */
  private Map<String, String> files() {
    String folder = packageName.replace('.', '/');
    var files = new LinkedHashMap<String, String>();
    for (String unchanged : List.of("pom.xml", "jvm.flags", "README.md", "mvnw")) {
      files.put(unchanged, unchanged);
    }
    files.put(".gitignore", "gitignore");
    files.put(".mvn/wrapper/maven-wrapper.properties", "maven-wrapper.properties");
    files.put("src/main/java/" + folder + "/Main.java", "Main.java");
    files.put("src/test/java/" + folder + "/MainTest.java", "MainTest.java");
    return files;
  }

  private String text(String resource) throws IOException {
    try (InputStream stream = NewProject.class.getResourceAsStream("project/" + resource)) {
      return new String(Objects.requireNonNull(stream, resource).readAllBytes(), UTF_8)
          .replace("@name@", name)
          .replace("@package@", packageName)
          .replace("@version@", version);
    }
  }

  private static void makeDirectories(Path path, Deque<Path> written) throws IOException {
    if (!Files.isDirectory(path)) {
      makeDirectories(Objects.requireNonNull(path.getParent()), written);
      Files.createDirectory(path);
      written.push(path);
    }
  }

  private static void makeExecutable(Path file) throws IOException {
    try {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    } catch (UnsupportedOperationException noSuchPermissions) {
      // On a system without permissions a shell runs mvnw.
    }
  }

  private static void takeAway(Deque<Path> written) {
    for (Path path : written) {
      try {
        Files.deleteIfExists(path);
      } catch (IOException alsoFailed) {
        return; // the first failure is the one to report
      }
    }
  }

  private static String why(IOException failure) {
    return switch (failure) {
      case FileAlreadyExistsException inTheWay -> "there is a file at " + inTheWay.getFile();
      case AccessDeniedException closed -> "no permission to write " + closed.getFile();
      case FileSystemException system when system.getReason() != null ->
          system.getFile() + ": " + system.getReason();
      default -> failure.toString();
    };
  }

  /** {@return what to do next, for the user} */
  String nextSteps() {
    String first =
        version.endsWith("-SNAPSHOT")
            ? "  ./gonzo build install        once, in Gonzo's own directory: "
                + version
                + " is not on\n"
                + "                               Maven Central\n"
            : "";
    return """
    Created %s. Now:

    %s  cd %s
      ./mvnw verify                build it and run its test (mvn verify works too)
      java @jvm.flags -jar target/%s.jar
    """
        .formatted(directory, first, directory, name);
  }
}
