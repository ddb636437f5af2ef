package dev.gonzo.junit;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.testkit.engine.EventType.FINISHED;
import static org.junit.platform.testkit.engine.EventType.SKIPPED;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.OutputDirectoryCreator;
import org.junit.platform.engine.TestDescriptor;
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
 * @param ids the unique ids of all that ended, by their names
 */
record Results(
    List<String> passed,
    Map<String, Throwable> failed,
    List<String> aborted,
    List<String> skipped,
    Map<String, String> ids) {

  /** Runs the tests of classes. */
  static Results of(Class<?>... classes) {
    return with(Map.of(), classes);
  }

  /** Runs the tests of classes with configuration parameters. */
  static Results with(Map<String, String> parameters, Class<?>... classes) {
    return with(
        parameters,
        null,
        Arrays.stream(classes).map(type -> selectClass(type)).toArray(DiscoverySelector[]::new));
  }

  /**
   * Runs what is selected.
   *
   * @param directory where tests publish files; null for nowhere
   */
  static Results with(
      Map<String, String> parameters, @Nullable Path directory, DiscoverySelector... selectors) {
    var kit =
        EngineTestKit.engine("junit-jupiter")
            .selectors(selectors)
            .configurationParameters(parameters)
            .configurationParameter("junit.jupiter.extensions.autodetection.enabled", "false");
    if (directory != null) {
      kit.outputDirectoryCreator(new In(directory));
    }
    var results =
        new Results(
            new ArrayList<>(),
            new TreeMap<>(),
            new ArrayList<>(),
            new ArrayList<>(),
            new TreeMap<>());
    kit.execute().allEvents().stream().forEach(results::note);
    return results;
  }

  /** All files in one directory. */
  private record In(Path directory) implements OutputDirectoryCreator {
    @Override
    public Path getRootDirectory() {
      return directory;
    }

    @Override
    public Path createOutputDirectory(TestDescriptor test) {
      return directory;
    }
  }

  private void note(Event event) {
    String name = event.getTestDescriptor().getDisplayName().replaceAll("\\(.*\\)$", "");
    if (event.getType() == SKIPPED) {
      skipped.add(name);
    }
    if (event.getType() != FINISHED) {
      return;
    }
    ids.put(name, event.getTestDescriptor().getUniqueId().toString());
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
