import org.jspecify.annotations.NullMarked;

/** Tools for tests: virtual time, memory streams, the log, a child JVM, cancellation everywhere. */
@NullMarked
module dev.gonzo.testing {
  requires java.logging;
  requires java.management;
  requires static org.jspecify;
  requires transitive dev.gonzo.core;

  exports dev.gonzo.testing;
}
