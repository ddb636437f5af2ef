import org.jspecify.annotations.NullMarked;

/** Looking into a running program: its kernels, their tasks, and what these wait for. */
@NullMarked
module dev.gonzo.monitor {
  requires transitive dev.gonzo.core;
  requires static java.instrument; // only where an agent is loaded
  requires transitive java.management;
  requires static jdk.attach; // only in the tool that attaches
  requires jdk.net;
  requires static org.jspecify;

  exports dev.gonzo.monitor;
  exports dev.gonzo.monitor.client;
  exports dev.gonzo.monitor.json;
}
