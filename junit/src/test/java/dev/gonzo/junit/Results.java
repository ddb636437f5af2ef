package dev.gonzo.junit;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.testkit.engine.EventType.FINISHED;
import static org.junit.platform.testkit.engine.EventType.SKIPPED;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/**
 * What became of the tests of some classes.
 *
 * @param passed the names of the tests that passed, in order of their ends
 * @param failed the failures of the others, by the names of the tests
 * @param aborted the names of those whose assumptions did not hold
 * @param skipped the names of those that did not begin
 */
record Results(
    List<String> passed,
    Map<String, Throwable> failed,
    List<String> aborted,
    List<String> skipped) {

  /** Runs the tests of classes. */
  static Results of(Class<?>... classes) {
    return with(Map.of(), classes);
  }

  /** Runs the tests of classes with configuration parameters. */
  static Results with(Map<String, String> parameters, Class<?>... classes) {
    var events =
        EngineTestKit.engine("junit-jupiter")
            .selectors(
                Arrays.stream(classes)
                    .map(type -> selectClass(type))
                    .toArray(org.junit.platform.engine.DiscoverySelector[]::new))
            .configurationParameters(parameters)
            .configurationParameter("junit.jupiter.extensions.autodetection.enabled", "false")
            .execute()
            .allEvents();
    var results =
        new Results(new ArrayList<>(), new TreeMap<>(), new ArrayList<>(), new ArrayList<>());
    events.stream().forEach(results::note);
    return results;
  }

  private void note(Event event) {
    String name = event.getTestDescriptor().getDisplayName().replaceAll("\\(.*\\)$", "");
    if (event.getType() == SKIPPED) {
      skipped.add(name);
    }
    if (event.getType() != FINISHED) {
      return;
    }
    TestExecutionResult result = event.getRequiredPayload(TestExecutionResult.class);
    switch (result.getStatus()) {
      case SUCCESSFUL -> {
        if (event.getTestDescriptor().isTest()) {
          passed.add(name);
        }
      }
      case ABORTED -> aborted.add(name);
      case FAILED -> failed.put(name, result.getThrowable().orElseThrow());
    }
  }

  /** The failure of a test. */
  Throwable failure(String test) {
    Throwable failure = failed.get(test);
    if (failure == null) {
      throw new AssertionError(test + " has not failed: " + this);
    }
    return failure;
  }
}
