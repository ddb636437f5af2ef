import org.jspecify.annotations.NullMarked;

/** Bridges between generators and the JDK's Flow. */
@NullMarked
module dev.gonzo.flow {
  requires static org.jspecify;
  requires transitive dev.gonzo.core;

  exports dev.gonzo.flow;
}
