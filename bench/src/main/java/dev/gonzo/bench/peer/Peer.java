package dev.gonzo.bench.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One of the programs that are compared: how it is built, and how it is started. */
public final class Peer {
  private final String name;
  private final String description;
  private final String directory;
  private final Toolchain toolchain;
  private final List<String> options;
  private final String installing;
  private final Set<Program> programs;

  /**
   * @param name as the command line names it
   * @param description for people
   * @param directory below {@code bench/peers}
   * @param toolchain how it is built and started
   * @param options arguments of its programs, before those of the benchmark
   * @param installing the command that installs what it needs; empty if it needs nothing
   * @param programs what it has
   */
  Peer(
      String name,
      String description,
      String directory,
      Toolchain toolchain,
      List<String> options,
      String installing,
      Set<Program> programs) {
    this.name = name;
    this.description = description;
    this.directory = directory;
    this.toolchain = toolchain;
    this.options = List.copyOf(options);
    this.installing = installing;
    this.programs = Set.copyOf(programs);
  }

  /** {@return its name on the command line} */
  public String name() {
    return name;
  }

  /** {@return what it is, in a few words} */
  public String description() {
    return description;
  }

  /** {@return the command that installs what it needs; empty if it needs nothing} */
  public String installing() {
    return installing;
  }

  /** {@return whether it has a program} */
  public boolean has(Program program) {
    return programs.contains(program);
  }

  /** {@return what it has} */
  public Set<Program> programs() {
    return programs;
  }

  /** {@return why it cannot be used here, and what to do about it; empty if it can} */
  public Optional<String> missing() {
    return toolchain
        .missing()
        .map(reason -> installing.isEmpty() ? reason : reason + " (" + installing + ")");
  }

  /**
   * Builds its programs, unless they are newer than their sources.
   *
   * @param places where things are
   * @throws IOException if the build fails; the message says what it printed
   */
  public void build(Places places) throws IOException {
    Path target = places.built(directory);
    Path stamp = target.resolve("built");
    Path source = places.source(directory);
    List<List<String>> commands = toolchain.build(directory, places, EnumSet.copyOf(programs));
    if (commands.isEmpty() || isCurrent(stamp, source)) {
      return;
    }
    Files.createDirectories(target);
    FileTime began = FileTime.fromMillis(System.currentTimeMillis());
    for (List<String> command : commands) {
      Commands.build(command, source, target.resolve("build.log"));
    }
    Files.writeString(stamp, "");
    Files.setLastModifiedTime(stamp, began);
  }

  private static boolean isCurrent(Path stamp, Path source) throws IOException {
    if (!Files.exists(stamp)) {
      return false;
    }
    FileTime built = Files.getLastModifiedTime(stamp);
    try (var files = Files.walk(source)) {
      for (Path file : files.toList()) {
        if (Files.getLastModifiedTime(file).compareTo(built) > 0) {
          return false;
        }
      }
    }
    return true;
  }

  /**
   * {@return the command that starts a program}
   *
   * @param places where things are
   * @param program one that it has
   * @param arguments what the benchmark passes to it
   * @throws IOException if its interpreter has gone
   */
  public List<String> command(Places places, Program program, List<String> arguments)
      throws IOException {
    var command = new ArrayList<>(toolchain.start(directory, places, program));
    command.addAll(options);
    command.addAll(arguments);
    return command;
  }
}
