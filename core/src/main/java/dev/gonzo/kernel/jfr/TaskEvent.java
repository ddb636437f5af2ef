package dev.gonzo.kernel.jfr;

import dev.gonzo.Task;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.StackTrace;

/** What happens to a task. */
@Category("Gonzo")
@StackTrace(false)
abstract class TaskEvent extends Event {
  @Label("Kernel")
  @Description("The devices of the kernel, and its number in this JVM")
  String kernel = "";

  @Label("Task")
  String task = "";

  @Label("Task Id")
  @Description("The number of the task in its kernel, in order of spawning")
  long taskId;

  /** Notes which task it is about, and commits it. */
  final void commitFor(String ofKernel, Task<?> about) {
    commitFor(ofKernel, about.name(), about.id());
  }

  final void commitFor(String ofKernel, String name, long id) {
    kernel = ofKernel;
    task = name;
    taskId = id;
    commit();
  }
}
