import org.jspecify.annotations.NullMarked;

/** The conformance kit: tests that every kernel must pass, as JUnit classes to extend. */
@NullMarked
module dev.gonzo.tck {
  requires jdk.net; // its socket options
  requires static org.jspecify;
  requires transitive dev.gonzo.core;
  requires transitive dev.gonzo.testing;
  requires transitive org.assertj.core;
  requires transitive org.junit.jupiter.api;

  exports dev.gonzo.tck;

  opens dev.gonzo.tck; // JUnit calls the tests, and no other code does
}
