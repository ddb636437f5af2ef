import org.jspecify.annotations.NullMarked;

/** TLS over any stream of bytes. */
@NullMarked
@SuppressWarnings("requires-automatic") // tls-channel has no module descriptor
module dev.gonzo.tls {
  requires transitive dev.gonzo.core;
  requires java.logging; // of tls-channel, which cannot say so itself
  requires static org.jspecify;
  requires tls.channel;

  exports dev.gonzo.tls;
}
