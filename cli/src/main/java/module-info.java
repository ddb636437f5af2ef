import org.jspecify.annotations.NullMarked;

/** The {@code gonzo} command: compiles and runs single-file programs with Gonzo. */
@NullMarked
@SuppressWarnings("requires-automatic") // jline has no module descriptor
module dev.gonzo.cli {
  requires dev.gonzo.bridge;
  requires dev.gonzo.check;
  requires dev.gonzo.core;
  requires dev.gonzo.durable;
  requires dev.gonzo.http;
  requires dev.gonzo.monitor;
  requires dev.gonzo.recorder;
  requires dev.gonzo.sim;
  requires dev.gonzo.tls;
  requires info.picocli;
  requires java.compiler;
  requires java.management;
  requires jdk.attach;
  requires jdk.compiler;
  requires jdk.jdi;
  requires jdk.jfr;
  requires jdk.jshell;
  requires org.jline;
  requires static org.jspecify;

  uses dev.gonzo.durable.journal.JournalProvider;

  opens dev.gonzo.cli to
      info.picocli;
}
