import org.jspecify.annotations.NullMarked;

/** Gonzo: coroutines, traps, kernels, and the library above them. */
@NullMarked
@SuppressWarnings("module") // the drivers' modules are built after this one
module dev.gonzo.core {
  requires static java.management; // finds the monitors that a driver holds, under gonzo.debug
  requires static jdk.jfr; // the events, in a JVM that has it
  requires jdk.unsupported; // signals, for which the JDK has no other API
  requires static org.jspecify;

  exports dev.gonzo;
  exports dev.gonzo.console;
  exports dev.gonzo.file;
  exports dev.gonzo.generator;
  exports dev.gonzo.inbox to
      dev.gonzo.cluster,
      dev.gonzo.flow,
      dev.gonzo.junit;
  exports dev.gonzo.kernel;
  exports dev.gonzo.kernel.driver to
      dev.gonzo.netty,
      dev.gonzo.recorder,
      dev.gonzo.sim;
  exports dev.gonzo.kernel.driver.ready to
      dev.gonzo.netty,
      dev.gonzo.sim;
  exports dev.gonzo.kernel.loop to
      dev.gonzo.netty,
      dev.gonzo.recorder,
      dev.gonzo.sim;
  exports dev.gonzo.kernel.loop.guest to
      dev.gonzo.netty,
      dev.gonzo.sim;
  exports dev.gonzo.kernel.loop.run to
      dev.gonzo.netty,
      dev.gonzo.recorder,
      dev.gonzo.sim;
  exports dev.gonzo.kernel.loop.services to
      dev.gonzo.recorder;
  exports dev.gonzo.net;
  exports dev.gonzo.process;
  exports dev.gonzo.queue;
  exports dev.gonzo.report to
      dev.gonzo.cli,
      dev.gonzo.cluster,
      dev.gonzo.durable,
      dev.gonzo.flow,
      dev.gonzo.junit,
      dev.gonzo.recorder,
      dev.gonzo.sim;
  exports dev.gonzo.stream;
  exports dev.gonzo.sync;
  exports dev.gonzo.trap;
  exports dev.gonzo.wait to
      dev.gonzo.recorder;

  uses dev.gonzo.kernel.KernelProvider;
}
