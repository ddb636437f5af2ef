package dev.gonzo.check;

import com.sun.source.util.JavacTask;
import com.sun.source.util.Plugin;

/**
 * A plug-in of javac that reports definite faults with async methods: calls where nothing can
 * suspend, calls that hold up the kernel, swallowed cancellations. On the processor path it starts
 * by itself; {@code -Xplugin:Gonzo} is needed only for options.
 *
 * <p>It uses only the exported API of javac, so the compiler's JVM needs no flag.
 */
public final class GonzoPlugin implements Plugin {
  /** Creates the plug-in, for javac or for a tool that calls {@link #init}. */
  public GonzoPlugin() {}

  @Override
  public String getName() {
    return "Gonzo";
  }

  /** {@return true: being on the processor path is enough} */
  @Override
  public boolean autoStart() {
    return true;
  }

  /**
   * Observes a compilation.
   *
   * @param task the compilation
   * @param arguments {@code baseline=FILE}, {@code update}, {@code warnings} (another one is
   *     reported as an error of the first class)
   */
  @Override
  public void init(JavacTask task, String... arguments) {
    task.addTaskListener(new Analysis(task, PluginOptions.parse(arguments)));
  }
}
