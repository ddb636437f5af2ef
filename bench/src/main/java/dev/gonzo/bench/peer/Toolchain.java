package dev.gonzo.bench.peer;

import dev.gonzo.kernel.Kernels;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** How the programs of a peer are built and started. */
sealed interface Toolchain {
  /** {@return why it cannot be used here; empty if it can} */
  Optional<String> missing();

  /**
   * {@return the commands that build the programs, to be run one after the other}
   *
   * @param peer the directory of the peer
   * @param places where things are
   * @param programs what is built
   */
  List<List<String>> build(String peer, Places places, Set<Program> programs);

  /**
   * {@return the command that starts a program}
   *
   * @param peer the directory of the peer
   * @param places where things are
   * @param program the program
   */
  List<String> start(String peer, Places places, Program program) throws IOException;

  /** A program in C: one file each, compiled with the system's compiler. */
  record C() implements Toolchain {
    @Override
    public Optional<String> missing() {
      return Tools.missing("cc");
    }

    @Override
    public List<List<String>> build(String peer, Places places, Set<Program> programs) {
      return programs.stream().map(program -> compile(peer, places, program.file())).toList();
    }

    static List<String> compile(String peer, Places places, String file) {
      return List.of(
          "cc",
          "-O2",
          "-o",
          places.built(peer).resolve(file).toString(),
          places.source(peer).resolve(file + ".c").toString());
    }

    @Override
    public List<String> start(String peer, Places places, Program program) {
      return List.of(places.built(peer).resolve(program.file()).toString());
    }
  }

  /** A program in Go: one file each. */
  record Go() implements Toolchain {
    @Override
    public Optional<String> missing() {
      return Tools.missing("go");
    }

    @Override
    public List<List<String>> build(String peer, Places places, Set<Program> programs) {
      return programs.stream()
          .map(program ->
              List.of(
                  "go",
                  "build",
                  "-o",
                  places.built(peer).resolve(program.file()).toString(),
                  places.source(peer).resolve(program.file() + ".go").toString()))
          .toList();
    }

    @Override
    public List<String> start(String peer, Places places, Program program) {
      return List.of(places.built(peer).resolve(program.file()).toString());
    }
  }

  /** A script in Python. Debian's interpreter comes first, which sees Debian's packages. */
  record Python(List<String> interpreters, String module) implements Toolchain {
    static Python with(String module) {
      return new Python(List.of("/usr/bin/python3", "python3"), module);
    }

    @Override
    public Optional<String> missing() {
      return interpreter().isPresent()
          ? Optional.empty()
          : Optional.of("no python3 has the module " + module);
    }

    private Optional<String> interpreter() {
      return interpreters.stream()
          .filter(python -> Commands.succeeds(List.of(python, "-c", "import " + module)))
          .findFirst();
    }

    @Override
    public List<List<String>> build(String peer, Places places, Set<Program> programs) {
      return List.of();
    }

    @Override
    public List<String> start(String peer, Places places, Program program) throws IOException {
      String python = interpreter().orElseThrow(() -> new IOException(missing().orElse("")));
      // Without compiled files in the source tree.
      return List.of(python, "-B", places.source(peer).resolve(program.file() + ".py").toString());
    }
  }

  /** Classes of the JDK's users: one file each, without libraries. */
  record Jdk() implements Toolchain {
    @Override
    public Optional<String> missing() {
      return Optional.empty();
    }

    @Override
    public List<List<String>> build(String peer, Places places, Set<Program> programs) {
      return programs.stream()
          .map(program ->
              List.of(
                  Places.java() + "c",
                  "-d",
                  places.built(peer).resolve("classes").toString(),
                  places.source(peer).resolve(program.type() + ".java").toString()))
          .toList();
    }

    @Override
    public List<String> start(String peer, Places places, Program program) {
      return Jvm.command(
          program.heap(), places.built(peer).resolve("classes").toString(), program.type());
    }
  }

  /** A Maven project, whose classes and libraries are put beside each other. */
  record Maven(String javaPackage) implements Toolchain {
    @Override
    public Optional<String> missing() {
      return Optional.empty();
    }

    @Override
    public List<List<String>> build(String peer, Places places, Set<Program> programs) {
      return List.of(command(places, places.source(peer).resolve("pom.xml").toString()));
    }

    static List<String> command(Places places, String pom) {
      String maven =
          Tools.find("mvn").orElse(places.root().resolve("mvnw")).toAbsolutePath().toString();
      return List.of(maven, "-ntp", "-B", "-q", "-f", pom, "process-classes");
    }

    @Override
    public List<String> start(String peer, Places places, Program program) {
      var built = places.built(peer);
      return Jvm.command(
          List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"),
          built.resolve("classes") + ":" + built.resolve("lib") + "/*",
          javaPackage + "." + program.type());
    }
  }

  /**
   * A program of Gonzo on one of its kernels, with the flags, the jars and the AOT cache of {@code
   * ./gonzo run}.
   */
  record Gonzo(String kernel) implements Toolchain {
    @Override
    public Optional<String> missing() {
      return Kernels.whyUnavailable(kernel);
    }

    @Override
    public List<List<String>> build(String peer, Places places, Set<Program> programs) {
      return List.of();
    }

    @Override
    public List<String> start(String peer, Places places, Program program) {
      var options = new ArrayList<String>();
      options.add("@" + places.root().resolve("jvm.flags"));
      options.add("-Dgonzo.kernel=" + kernel);
      options.addAll(program.heap());
      cache().ifPresent(cache -> options.add("-XX:AOTCache=" + cache));
      String ours = System.getProperty("java.class.path");
      return Jvm.command(
          options,
          System.getProperty("gonzo.bench.servers", ours),
          "dev.gonzo.bench.server." + program.type());
    }

    /** {@return the AOT cache with which the servers start, if the launcher has found one} */
    static Optional<String> cache() {
      return Optional.ofNullable(System.getProperty("gonzo.bench.cache"));
    }
  }
}
