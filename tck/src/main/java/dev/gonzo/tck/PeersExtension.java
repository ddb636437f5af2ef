package dev.gonzo.tck;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Gives each test of a chapter its peers, those of the class that runs the chapter. */
final class PeersExtension implements BeforeEachCallback, AfterEachCallback {
  @Override
  public void beforeEach(ExtensionContext test) {
    if (test.getRequiredTestInstance() instanceof Conformance chapter) {
      chapter.use(
          test.getRequiredTestInstances()
              .findInstance(KernelConformance.class)
              .map(KernelConformance::peers)
              .orElseGet(Peers::real));
      NeedsOutside needed = test.getRequiredTestMethod().getAnnotation(NeedsOutside.class);
      if (needed != null && !chapter.peers().have(needed.value())) {
        Assumptions.abort("it needs " + needed.value());
      }
    }
  }

  @Override
  public void afterEach(ExtensionContext test) throws Exception {
    if (test.getRequiredTestInstance() instanceof Conformance chapter) {
      chapter.peers().close();
    }
  }
}
