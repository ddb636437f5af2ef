import org.jspecify.annotations.NullMarked;

/** Tests with JUnit inside a kernel: {@link dev.gonzo.junit.GonzoTest}. */
@NullMarked
module dev.gonzo.junit {
  requires static org.jspecify;
  requires transitive dev.gonzo.core;
  requires static transitive dev.gonzo.sim; // for simulated tests only
  requires transitive org.junit.jupiter.api;

  exports dev.gonzo.junit;

  opens dev.gonzo.junit to
      org.junit.platform.commons; // which creates the extension
}
