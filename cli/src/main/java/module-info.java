import org.jspecify.annotations.NullMarked;

/** The {@code gonzo} command: compiles and runs single-file programs with Gonzo. */
@NullMarked
module dev.gonzo.cli {
  requires dev.gonzo.bridge;
  requires dev.gonzo.core;
  requires dev.gonzo.recorder;
  requires dev.gonzo.sim;
  requires dev.gonzo.tls;
  requires info.picocli;
  requires java.compiler;
  requires java.management;
  requires jdk.compiler;
  requires static org.jspecify;

  opens dev.gonzo.cli to
      info.picocli;
}
