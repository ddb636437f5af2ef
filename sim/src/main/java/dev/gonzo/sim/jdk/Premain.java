package dev.gonzo.sim.jdk;

import dev.gonzo.sim.explore.TouchAgent;
import java.lang.instrument.Instrumentation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The agent ({@code -javaagent:gonzo-sim.jar}): code in a simulation then reads the simulated
 * clocks and the simulated random numbers, also in the JDK itself.
 *
 * <p>It changes the JDK's classes that read a clock, and each class of the program when that is
 * loaded. Outside of simulations they behave as before.
 */
public final class Premain {
  /** The option with which it also lets code report what it touches, for explorations. */
  private static final String TOUCHES = "touches";

  private Premain() {}

  /**
   * Called by the JVM when the agent is loaded while the program runs.
   *
   * @param options not used
   * @param jvm changes classes
   * @throws Exception if this JDK is not known
   */
  public static void agentmain(String options, Instrumentation jvm) throws Exception {
    if (!ClockHook.isInstalled()) {
      premain(options, jvm);
    }
  }

  /**
   * Called by the JVM before the program begins.
   *
   * @param options {@code touches}, or anything else for no such reports
   * @param jvm changes classes
   * @throws Exception if this JDK is not known; the program does not begin then
   */
  public static void premain(String options, Instrumentation jvm) throws Exception {
    Module base = Object.class.getModule();
    Set<Module> here = Set.of(Premain.class.getModule());
    jvm.redefineModule(
        base,
        Set.of(),
        Map.of("jdk.internal.misc", here),
        Map.of("java.lang", here),
        Set.of(),
        Map.of());
    ClockHook.install();
    SetOrder.fix();
    var redirection = new Redirection();
    redirection.prepare();
    jvm.addTransformer(redirection, true);
    if (TOUCHES.equals(options)) {
      jvm.addTransformer(new TouchAgent());
    }
    List<Class<?>> loaded = new ArrayList<>();
    for (Class<?> each : jvm.getAllLoadedClasses()) {
      if (jvm.isModifiableClass(each) && Redirection.concerns(each.getName().replace('.', '/'))) {
        loaded.add(each);
      }
    }
    jvm.retransformClasses(loaded.toArray(Class<?>[]::new));
  }
}
