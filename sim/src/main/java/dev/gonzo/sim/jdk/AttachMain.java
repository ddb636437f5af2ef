package dev.gonzo.sim.jdk;

import com.sun.tools.attach.VirtualMachine;

/**
 * Loads an agent into the JVM that has started this one: a JVM does not let itself do that.
 *
 * <p>Arguments: the process id of that JVM, and the jar of the agent.
 */
public final class AttachMain {
  private AttachMain() {}

  /**
   * Loads the agent.
   *
   * @param arguments the process id, and the jar
   * @throws Exception if the JVM refuses it
   */
  public static void main(String[] arguments) throws Exception {
    VirtualMachine jvm = VirtualMachine.attach(arguments[0]);
    try {
      jvm.loadAgent(arguments[1]);
    } finally {
      jvm.detach();
    }
  }
}
