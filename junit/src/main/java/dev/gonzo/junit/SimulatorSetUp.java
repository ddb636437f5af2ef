package dev.gonzo.junit;

import dev.gonzo.kernel.Kernels;
import dev.gonzo.report.Log;
import dev.gonzo.sim.SimulatorAgent;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;

/** What the JVM of the tests needs for simulations: its flags, and the simulator's agent. */
final class SimulatorSetUp {
  private static final String CARRIER = "scheduler";
  private static final String AGENT = "gonzo.junit.agent";

  private static final String AGENT_LINES =
      """
      Simulated tests run without it, but code that reads the clocks of the JDK, or waits for them, fails or has
      another history each time. Start the agent with the JVM of the tests:
        -javaagent:/path/to/gonzo-sim.jar
      or allow that it is loaded later:
        -XX:+EnableDynamicAgentLoading
      With Maven, add the flag to the <argLine> of maven-surefire-plugin, and with Gradle to jvmArgs of tasks.test.\
      """;

  private static boolean isAgentTried;

  private SimulatorSetUp() {}

  /**
   * Starts the agent, and checks the flags.
   *
   * @throws IllegalStateException if this JVM cannot simulate; the message shows the lines to add
   */
  static void require(ExtensionContext context) {
    Optional<String> why = Kernels.whyCarrierUnavailable(CARRIER);
    if (why.isPresent()) {
      throw new IllegalStateException(MissingFlags.message(why.get(), "simulate"));
    }
    if (!Kernels.carrier().equals(CARRIER)) {
      throw new IllegalStateException(
          "simulated tests need the carrier "
              + CARRIER
              + ": remove -Dgonzo.carrier="
              + Kernels.carrier());
    }
    if (!context.getConfigurationParameter(AGENT).map("off"::equals).orElse(false)) {
      startAgent();
    }
  }

  private static synchronized void startAgent() {
    if (isAgentTried) {
      return;
    }
    isAgentTried = true;
    SimulatorAgent.start()
        .ifPresent(
            why -> Log.warn("the simulator's agent was not started: " + why + "\n" + AGENT_LINES));
  }
}
