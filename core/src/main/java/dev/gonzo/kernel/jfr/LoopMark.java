package dev.gonzo.kernel.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/**
 * An event that may be lost. JDK 25 loses the first event of a platform thread after events of a
 * virtual thread that it has run, and the thread of a kernel runs tasks all the time.
 */
@Name("dev.gonzo.Loop")
@Label("Loop")
@Description("Precedes events of a kernel's own thread; no information")
@Category("Gonzo")
@StackTrace(false)
final class LoopMark extends Event {}
