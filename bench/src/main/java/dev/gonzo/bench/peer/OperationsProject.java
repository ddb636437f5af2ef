package dev.gonzo.bench.peer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The project with the single operations, which JMH measures. */
public final class OperationsProject {
  private final Places places;

  /**
   * @param places where things are
   */
  public OperationsProject(Places places) {
    this.places = places;
  }

  /**
   * Builds it.
   *
   * @throws IOException if the build fails; the message says what it printed
   */
  public void build() throws IOException {
    Path source = places.root().resolve("bench/operations");
    Commands.build(
        Toolchain.Maven.command(places, source.resolve("pom.xml").toString()),
        source,
        built().resolve("build.log"));
  }

  /**
   * {@return the command that runs JMH with some arguments}
   *
   * @param arguments those of JMH
   */
  public List<String> command(List<String> arguments) {
    var command =
        new ArrayList<>(
            Jvm.command(
                List.of("@" + places.root().resolve("jvm.flags"), "-Djmh.ignoreLock=true"),
                "%s/classes:%s/lib/*:%s"
                    .formatted(
                        built(),
                        built(),
                        places.root().resolve("bench/target/application/gonzo-core.jar")),
                "org.openjdk.jmh.Main"));
    command.addAll(arguments);
    return command;
  }

  private Path built() {
    return places.root().resolve("bench/target/operations");
  }
}
