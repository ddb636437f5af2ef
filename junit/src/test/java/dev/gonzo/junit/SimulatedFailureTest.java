package dev.gonzo.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("scheduler")
class SimulatedFailureTest {
  static final Map<String, String> NO_AGENT = Map.of("gonzo.junit.agent", "off");

  @Test
  void forgetful() {
    var results = Results.with(NO_AGENT, SimulatedTests.Forgetful.class);
    System.out.println(results.passed());
    results.failed().forEach((name, failure) -> { System.out.println("== " + name); failure.printStackTrace(System.out);});
  }
  @Test
  void durable() {
    var results = Results.with(NO_AGENT, SimulatedTests.Durable.class);
    System.out.println(results.passed());
    results.failed().forEach((name, failure) -> { System.out.println("== " + name); failure.printStackTrace(System.out);});
  }
}
