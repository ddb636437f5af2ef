import org.jspecify.annotations.NullMarked;

/** Tasks, channels and singletons across machines. */
@NullMarked
module dev.gonzo.cluster {
  requires transitive dev.gonzo.core;
  requires transitive dev.gonzo.codec;
  requires dev.gonzo.tls;
  requires static org.jspecify;

  exports dev.gonzo.cluster;
  exports dev.gonzo.cluster.socket;
  exports dev.gonzo.cluster.transport;
}
